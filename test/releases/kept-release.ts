/**
 * What is kept of a release: its app, the template that it made of it, its handler, and its messages.
 *
 * The handler is the code that decides, without the clients of AWS: the simulation gives it a world of its own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type AssemblyStack, readAssembly } from '../../lib/assembly/assembly';
import type { Template } from '../../lib/assembly/template';
import type { KeptMessages } from './messages';

/** The apps are sources, which whoever runs this compiles. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (file: string): unknown => require(file);

export const RELEASES = __dirname;
export const TEMPLATE = 'template.json';
export const MESSAGES = 'messages.json';
export const APP = 'app.ts';
/** A folder, as the asset of a function is one. */
export const HANDLER = 'handler';
/** Stands in a kept template for the asset's hash, which changes with every byte of the handler. */
export const HANDLER_KEY = 'handler.zip';

/** In their order: `0.1.0-alpha.1` comes before `0.1.0`. */
export function keptVersions(): string[] {
  return readdirSync(RELEASES)
    .filter((name) => existsSync(join(RELEASES, name, TEMPLATE)))
    .sort(inOrder);
}

function inOrder(a: string, b: string): number {
  const [[base = '', pre], [otherBase = '', otherPre]] = [a.split('-'), b.split('-')];
  const between = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });
  return (
    between(base, otherBase) ||
    Number(pre === undefined) - Number(otherPre === undefined) ||
    between(pre ?? '', otherPre ?? '')
  );
}

/** Made of what the repository once was, and never published. */
export function isPreRelease(version: string): boolean {
  return version.includes('-');
}

/** The stack as that version deployed it. */
export function asReleased(version: string): AssemblyStack {
  const folder = join(RELEASES, version);
  return {
    ...{ id: 'Upgraded', name: 'Upgraded', account: undefined, region: undefined, metadata: {} },
    template: JSON.parse(readFileSync(join(folder, TEMPLATE), 'utf8')) as Template,
    files: new Map([[HANDLER_KEY, join(folder, HANDLER)]]),
  };
}

/** The same app, as the library of today deploys it. */
export function asOfToday(appFile: string, outdir: string): AssemblyStack {
  const { releasesApp } = load(appFile) as { releasesApp: (app: App) => void };
  const app = new App({ outdir });
  releasesApp(app);
  const [stack] = readAssembly(app.synth().directory);
  if (stack === undefined) {
    throw new Error(`${appFile} makes no stack`);
  }
  return stack;
}

export function messagesOf(version: string): KeptMessages {
  return JSON.parse(readFileSync(join(RELEASES, version, MESSAGES), 'utf8')) as KeptMessages;
}

export function appOf(version: string): string {
  return join(RELEASES, version, APP);
}

/**
 * Paths in IAM were settled with the first release, and a changed path makes another role or policy. So what came before
 * is played as if it had had them.
 */
export function withPathsOf(before: AssemblyStack, { template }: AssemblyStack): AssemblyStack {
  const resources = Object.entries(before.template.Resources ?? {}).map(([id, resource]) => {
    const path = template.Resources?.[id]?.Properties?.['Path'];
    const settles = resource.Type.startsWith('AWS::IAM::') && path !== undefined;
    return [id, settles ? { ...resource, Properties: { ...resource.Properties, Path: path } } : resource] as const;
  });
  return { ...before, template: { ...before.template, Resources: Object.fromEntries(resources) } };
}

/** The same accesses for another purpose, which is a part of every declaration: all of them have to be updated. */
export function withOtherPurposes(stack: AssemblyStack): AssemblyStack {
  const text = JSON.stringify(stack.template);
  const purposes = [...text.matchAll(/\\?"purpose\\?":\\?"([\w ]+)/g)].map(([, purpose = '']) => purpose);
  const changed = [...new Set(purposes)].reduce((known, one) => known.replaceAll(one, `${one} of the shop`), text);
  return { ...stack, template: JSON.parse(changed) as Template };
}
