/**
 * `npm run sbom`: writes dist/sbom.json, a CycloneDX bill of materials of what ships.
 *
 * npm lists what is installed; the bundlers' records say what of that went into the bundles, which to npm is
 * development only. The document is npm's, reduced to what ships. It follows from the commit and the lock file alone,
 * so that anybody can make it again and compare.
 * https://cyclonedx.org/docs/1.5/json/
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { name as packageName } from '../package.json';
import { type Shipped, shipped } from './bundled-licences';

const ROOT = join(__dirname, '..');
export const SBOM_FILE = join(ROOT, 'dist/sbom.json');

interface Property {
  readonly name: string;
  readonly value: string;
}

export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly properties?: readonly Property[];
  readonly licenses?: readonly object[];
}

export interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** npm's word for what is not installed with a package; it would be wrong here. */
const FOR_DEVELOPMENT = 'cdx:npm:package:development';
/** Where in the package it is. */
const SHIPPED_IN = `${packageName}:shipped-in`;

/** npm's document, with what ships and nothing else, in order. `timestamp` is the commit's. */
export function sbomOf(installed: Bom, all: readonly Shipped[], timestamp: string): Bom {
  const whereOf = new Map(all.map(({ name, version, where }) => [`${name}@${version}`, where]));
  const components = installed.components
    .filter((component) => whereOf.has(component['bom-ref']))
    .map((component) => shippedComponent(component, whereOf.get(component['bom-ref']) ?? []))
    .sort((a, b) => compare(a['bom-ref'], b['bom-ref']));
  const listed = new Set(components.map((component) => component['bom-ref']));
  const missing = [...whereOf.keys()].filter((ref) => !listed.has(ref));
  if (missing.length > 0) {
    throw new Error(`npm knows nothing of ${missing.join(', ')}, which ships: run npm ci`);
  }
  const root = installed.metadata.component;
  const refs = new Set([root['bom-ref'], ...listed]);
  const document = {
    ...installed,
    // npm names it after the folder of the checkout.
    metadata: { ...installed.metadata, timestamp, component: { ...root, name: packageName } },
    components,
    dependencies: installed.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)).sort(compare) }))
      .sort((a, b) => compare(a.ref, b.ref)),
  };
  return { ...document, serialNumber: serialNumberOf({ ...document, serialNumber: '' }) };
}

function shippedComponent(component: Component, where: readonly string[]): Component {
  const own = (component.properties ?? []).filter(({ name }) => name !== FOR_DEVELOPMENT);
  return { ...component, properties: [...own, ...where.map((value) => ({ name: SHIPPED_IN, value }))] };
}

/** A UUID of what is in the document, where npm would throw dice. */
function serialNumberOf(document: object): string {
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`];
  return `urn:uuid:${[...parts, digest.slice(20, 32)].join('-')}`;
}

/** By code units, so that no machine's language orders it otherwise. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What npm says of everything that is installed. */
export function installedBom(): Bom {
  const list = ['sbom', '--sbom-format', 'cyclonedx'];
  const text = execFileSync('npm', list, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(text) as Bom;
}

export function commitTime(): string {
  const seconds = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  return new Date(Number(seconds) * 1_000).toISOString();
}

if (require.main === module) {
  const document = sbomOf(installedBom(), shipped(), commitTime());
  writeFileSync(SBOM_FILE, `${JSON.stringify(document, undefined, 2)}\n`);
}
