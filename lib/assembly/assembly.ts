/**
 * Reads a synthesized assembly: its stacks with their templates, and the files that they would upload.
 *
 * Stacks of stages come too; a nested stack is found through the file that its parent's `TemplateURL` names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION_MISMATCH } from 'aws-cdk-lib/cloud-assembly-schema';
import { AssetManifestArtifact, CloudAssembly, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { ACCESS_RESOURCE } from '../core/declaration';
import type { Template } from './template';

/** Something is wrong with the folder, not with the access declared in it. The message is for people. */
export class AssemblyError extends Error {}

export interface AssemblyStack {
  /** Its path in the app, as the CDK CLI takes it. */
  readonly id: string;
  readonly name: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly template: Template;
  /** What would be uploaded: the path on disk by object key in the bucket. */
  readonly files: ReadonlyMap<string, string>;
  /** What its constructs left in the assembly, by their paths in the app. */
  readonly metadata: CloudFormationStackArtifact['metadata'];
}

/** The stacks in an order in which they can be deployed. */
export function readAssembly(folder: string): AssemblyStack[] {
  const assembly = openAssembly(folder);
  const stacks = assembly.stacksRecursively.map(readStack);
  if (stacks.length === 0) {
    throw new AssemblyError(`no stacks in ${folder}: its app declares none, so there is nothing to show`);
  }
  return stacks;
}

/** As `readAssembly`; fails where none of them, nor one nested in them, declares an access. */
export function stacksWithAccess(folder: string): AssemblyStack[] {
  const stacks = readAssembly(folder);
  if (!stacks.some(declaresAccess)) {
    throw new AssemblyError(
      `no temporary access is declared in ${folder}: add a TemporaryAccess to a stack of the app and synthesize it again`,
    );
  }
  return stacks;
}

/** The template of a nested stack, from the address that its parent gives. */
export function nestedTemplate(stack: AssemblyStack, templateUrl: string): Template | undefined {
  const path = [...stack.files].find(([key]) => templateUrl.endsWith(`/${key}`))?.[1];
  return path === undefined ? undefined : (readJson(path) as Template);
}

/** Whether a template, or one nested in it, declares an access. */
export function declaresAccess(stack: AssemblyStack): boolean {
  return templatesOf(stack).some((template) =>
    Object.values(template.Resources ?? {}).some((resource) => resource.Type === ACCESS_RESOURCE),
  );
}

/** The template of a stack, and those nested in it. */
export function templatesOf({ template, files }: AssemblyStack): Template[] {
  const nested = [...files.values()].filter((path) => path.endsWith('.nested.template.json'));
  return [template, ...nested.map((path) => readJson(path) as Template)];
}

function openAssembly(folder: string): CloudAssembly {
  if (!existsSync(folder)) {
    throw new AssemblyError(`there is no folder ${folder}: run \`cdk synth\` first, or name the folder that it wrote`);
  }
  if (!existsSync(join(folder, 'manifest.json'))) {
    throw new AssemblyError(`no manifest.json in ${folder}: run \`cdk synth\` first, or name the folder that it wrote`);
  }
  try {
    return new CloudAssembly(folder);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new AssemblyError(
      reason.startsWith(VERSION_MISMATCH)
        ? `${folder} was written by a newer aws-cdk-lib than the one installed here (${reason}): install the app's version`
        : `${folder} is not an assembly that can be read (${reason}): run \`cdk synth\` again`,
    );
  }
}

function readStack(artifact: CloudFormationStackArtifact): AssemblyStack {
  const { account, region } = artifact.environment;
  let template: Template;
  try {
    template = artifact.template as Template;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(
      `the template of ${artifact.hierarchicalId} cannot be read (${reason}): run \`cdk synth\` again`,
    );
  }
  return {
    id: artifact.hierarchicalId,
    name: artifact.stackName,
    account: account.startsWith('unknown') ? undefined : account,
    region: region.startsWith('unknown') ? undefined : region,
    template,
    files: filesOf(artifact.assembly),
    metadata: artifact.metadata,
  };
}

function filesOf(assembly: CloudAssembly): Map<string, string> {
  const files = new Map<string, string>();
  for (const artifact of assembly.artifacts) {
    if (AssetManifestArtifact.isAssetManifestArtifact(artifact)) {
      for (const { source, destinations } of Object.values(artifact.contents.files ?? {})) {
        for (const { objectKey } of Object.values(destinations)) {
          if (source.path !== undefined) {
            files.set(objectKey, join(assembly.directory, source.path));
          }
        }
      }
    }
  }
  return files;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(`${path} cannot be read (${reason}): run \`cdk synth\` again`);
  }
}
