import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AssemblyError, declaresAccess, readAssembly } from '../../../lib/assembly/assembly';
import { rehearse } from '../../../lib/rehearsal/rehearsal';
import {
  at,
  copied,
  edited,
  emptyFolder,
  ofType,
  removeFolders,
  synthesized,
  weekly,
  withHandler,
} from '../rehearsal/assembly-fixture';

afterAll(removeFolders);

let assembly = '';
beforeAll(() => {
  assembly = synthesized(weekly);
});

async function problemOf(folder: string): Promise<string> {
  const times = { from: at('2026-12-01'), until: at('2026-12-02'), seed: 1 };
  const problem: unknown = await rehearse({ folder, ...times }).then(
    () => 'no problem',
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(AssemblyError);
  return (problem as Error).message;
}

function withFile(file: string, edit: (text: string) => string): string {
  const copy = copied(assembly);
  const path = join(copy, file);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
  return copy;
}

test('an assembly gives its stacks, with environment, template and files', () => {
  const [stack] = readAssembly(assembly);
  expect(stack).toMatchObject({ id: 'Shop', name: 'Shop', account: undefined, region: undefined });
  expect([...stack!.files.keys()]).toContainEqual(expect.stringMatching(/^[0-9a-f]{64}\.zip$/));
  expect(declaresAccess(stack!)).toBe(true);
});

test('a stack of a stage has the path of its stage and an environment', () => {
  const [stack] = readAssembly(
    synthesized((app: App) => {
      new Bucket(new Stack(app, 'Shop', { env: { account: '111111111111', region: 'eu-west-2' } }), 'Bucket');
    }),
  );
  expect(stack).toMatchObject({ account: '111111111111', region: 'eu-west-2' });
  expect(declaresAccess(stack!)).toBe(false);
});

test('fails when there is no folder', async () => {
  expect(await problemOf('/no/such/folder')).toBe(
    'there is no folder /no/such/folder: run `cdk synth` first, or name the folder that it wrote',
  );
});

test('fails when the folder is no assembly', async () => {
  expect(await problemOf(emptyFolder())).toMatch(/^no manifest\.json in .*: run `cdk synth` first/);
});

test('fails when the manifest is broken', async () => {
  expect(await problemOf(withFile('manifest.json', () => '{'))).toMatch(/is not an assembly that can be read/);
  expect(await problemOf(withFile('manifest.json', () => '{}'))).toMatch(/is not an assembly that can be read/);
});

test('fails when the assembly is of a newer kind', async () => {
  const newer = withFile('manifest.json', (text) => JSON.stringify({ ...JSON.parse(text), version: '9999.0.0' }));
  expect(await problemOf(newer)).toMatch(/written by a newer aws-cdk-lib .* install the app's version$/);
});

test('fails when there is no stack', async () => {
  expect(await problemOf(synthesized(() => undefined))).toMatch(/^no stacks in .*: its app declares none/);
});

test('fails when no access is declared', async () => {
  const folder = synthesized((app) => new Bucket(new Stack(app, 'Shop'), 'Bucket'));
  expect(await problemOf(folder)).toMatch(/^no temporary access is declared in .*: add a TemporaryAccess/);
});

test('fails when a template is broken', async () => {
  expect(await problemOf(withFile('Shop.template.json', () => '{'))).toMatch(/^the template of Shop cannot be read/);
});

test('fails when a template has a circular dependency', async () => {
  const folder = edited(assembly, (resources) => {
    const [group, resource] = ofType(resources, 'AWS::Scheduler::ScheduleGroup');
    Object.assign(resource, { DependsOn: [group] });
  });
  expect(await problemOf(folder)).toMatch(/^Shop cannot be deployed: the template has a circular dependency/);
});

test('fails when the handler is missing, or is not one that can be rehearsed', async () => {
  const other = withHandler(assembly, () => 'exports.opener = () => undefined;');
  expect(await problemOf(other)).toMatch(/has no index\.\w+ that can be rehearsed: .* another version of this library/);
  const missing = withFile('Shop.assets.json', (text) => text.replaceAll('"path": "asset.', '"path": "gone.'));
  expect(await problemOf(missing)).toMatch(/^there is no handler .* in the assembly/);
});
