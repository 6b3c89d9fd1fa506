/** Generates the Python and Java of our package, and of what it can reach of aws-cdk-lib and constructs, offline. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Assembly, needs, reachable } from './reachable';

export const ROOT = join(__dirname, '../..');
export const WORKSPACE = join(ROOT, 'dist/languages');
/** What our package, aws-cdk-lib and constructs look like in the languages. */
export const GENERATED = { python: join(WORKSPACE, 'out/python/src'), java: join(WORKSPACE, 'out/java/src/main/java') };

/** In the place of the runtimes, which only PyPI and Maven Central have: enough to compile, nothing that runs. */
export const STAND_INS = {
  python: join(ROOT, 'test/languages/stand-ins/python'),
  java: join(ROOT, 'test/languages/stand-ins/java'),
};

/** What the samples use of the CDK that nothing of our own API leads to. */
const OF_THE_SAMPLES = [
  'App',
  'Aspects',
  'Validations',
  'aws_cloudwatch_actions.SnsAction',
  'aws_codepipeline.Pipeline',
  'aws_iam.ServicePrincipal',
  'aws_s3.Bucket',
  'aws_sns.Topic',
];

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

function assemblyIn(folder: string): Assembly {
  const assembly = read(folder, '.jsii') as Assembly & { filename?: string };
  // A large one only says where its compressed self is.
  if (assembly.filename === undefined) return assembly;
  return JSON.parse(gunzipSync(readFileSync(join(folder, assembly.filename))).toString('utf8')) as Assembly;
}

/** A package of nothing but its assembly: jsii-pacmak reads no code. */
function layOut(from: string, assembly: Assembly & { dependencies?: Record<string, string> }): string {
  const folder = join(WORKSPACE, 'node_modules', assembly.name);
  mkdirSync(folder, { recursive: true });
  const { name, version, ...rest } = read(from, 'package.json') as Record<string, unknown>;
  // Of the assemblies that aws-cdk-lib depends on, only constructs shows in what is kept.
  const { constructs, 'aws-cdk-lib': cdk } = assembly.dependencies ?? {};
  const dependencies = { ...(constructs && { constructs }), ...(cdk && { 'aws-cdk-lib': cdk }) };
  const { author, license, repository, description, types, jsii } = rest;
  const kept = { name, version, author, license, repository, description, types, jsii, main: 'index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...kept, peerDependencies: dependencies }));
  writeFileSync(join(folder, '.jsii'), JSON.stringify({ ...assembly, dependencies }));
  writeFileSync(join(folder, 'index.js'), '');
  return folder;
}

export function generate(): void {
  rmSync(WORKSPACE, { recursive: true, force: true });
  const modules = join(ROOT, 'node_modules');
  const own = assemblyIn(ROOT);
  const ofCdk = assemblyIn(join(modules, 'aws-cdk-lib'));
  const roots = [
    ...Object.values(own.types).flatMap((type) => needs(type, own.name)),
    ...OF_THE_SAMPLES.map((name) => `${ofCdk.name}.${name}`),
  ];
  const folders = [
    layOut(join(modules, 'constructs'), assemblyIn(join(modules, 'constructs'))),
    layOut(join(modules, 'aws-cdk-lib'), reachable(ofCdk, roots)),
    layOut(ROOT, own),
  ];
  // What is checked at run time is nothing to compile against.
  const options = ['--code-only', '--no-npmignore', '--no-runtime-type-checking', '--outdir', join(WORKSPACE, 'out')];
  execFileSync(
    join(modules, '.bin/jsii-pacmak'),
    [...folders, ...options, '--targets', 'python', '--targets', 'java'],
    {
      stdio: 'pipe',
      env: { ...process.env, npm_config_ignore_scripts: 'true', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
    },
  );
  // jsii-docgen takes any assembly that lies beneath the package, and would describe this one after the next change.
  rmSync(join(WORKSPACE, 'node_modules'), { recursive: true });
}
