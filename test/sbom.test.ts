/** The bill of materials says what ships: no package more, none less, and the same for everybody. */
import { shipped } from '../scripts/bundled-licences';
import { type Bom, installedBom, sbomOf } from '../scripts/sbom';

const TIME = '2026-12-01T00:00:00.000Z';
const installed = installedBom();
const all = shipped();
const bom = sbomOf(installed, all, TIME);

const refs = (document: Bom): string[] => document.components.map((component) => component['bom-ref']);

test('it lists what is in the package and in the bundles, and nothing that is only installed', () => {
  expect(refs(bom)).toEqual([...new Set(all.map(({ name, version }) => `${name}@${version}`))].sort());
  expect(refs(bom)).toContainEqual(expect.stringMatching(/^@aws-sdk\/client-iam@/));
  expect(refs(bom)).not.toContainEqual(expect.stringMatching(/^(jest|aws-cdk-lib|esbuild)@/));
});

test('each has a version, a licence, an address, a hash, and where in the package it is', () => {
  for (const component of bom.components) {
    expect(component).toMatchObject({
      type: 'library',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      purl: expect.stringMatching(/^pkg:npm\/.+@\d/),
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    });
    const { name, where, licence } = all.find((one) => `${one.name}@${one.version}` === component['bom-ref'])!;
    expect(component.name).toBe(name);
    expect(component.licenses).toEqual([{ license: { id: licence } }]);
    const places = (component.properties ?? []).filter((property) => property.name.endsWith(':shipped-in'));
    expect(places.map(({ value }) => value)).toEqual(where);
  }
});

test('nothing that ships is called a thing of development', () => {
  expect(JSON.stringify(installed)).toContain('package:development');
  expect(JSON.stringify(bom)).not.toContain('package:development');
});

test('it is about this package, by its name and not by that of the folder', () => {
  expect(bom.metadata.component).toMatchObject({ name: 'cdk-temporary-access' });
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
});

test('every edge is between things that it lists', () => {
  const known = [bom.metadata.component['bom-ref'], ...refs(bom)];
  expect(bom.dependencies.map(({ ref }) => ref)).toEqual([...known].sort());
  expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((one) => !known.includes(one))).toEqual([]);
  const ofRoot = bom.dependencies.find(({ ref }) => ref === known[0])!.dependsOn;
  expect(ofRoot).toContainEqual(expect.stringMatching(/^@aws-sdk\/client-iam@/));
});

test('the same commit gives the same document, whatever order and number npm chose', () => {
  const again: Bom = {
    ...installed,
    serialNumber: 'urn:uuid:of-chance',
    metadata: { ...installed.metadata, timestamp: '2030-01-01T00:00:00.000Z' },
    components: [...installed.components].reverse(),
    dependencies: [...installed.dependencies].reverse(),
  };
  expect(JSON.stringify(sbomOf(again, all, TIME))).toBe(JSON.stringify(bom));
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('fails where npm does not know what ships', () => {
  const without = { ...installed, components: installed.components.filter(({ name }) => name !== 'croner') };
  expect(() => sbomOf(without, all, TIME)).toThrow(/npm knows nothing of croner@.*run npm ci/);
});
