/** The example apps, as the tests of all of them synthesize them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AgentToolStack } from '../examples/agent-tool/agent-tool-stack';
import { ArtifactSigningStack } from '../examples/artifact-signing/artifact-signing-stack';
import { BreakGlassStack } from '../examples/break-glass/break-glass-stack';
import { ReleaseWindowStack } from '../examples/release-window/release-window-stack';
import { SecretRotationStack } from '../examples/secret-rotation/secret-rotation-stack';

export const ROOT = join(__dirname, '..');

/** The folder of each app, and its stack. */
export const EXAMPLES = {
  'release-window': ReleaseWindowStack,
  'secret-rotation': SecretRotationStack,
  'agent-tool': AgentToolStack,
  'break-glass': BreakGlassStack,
  'artifact-signing': ArtifactSigningStack,
} as const satisfies Record<string, new (scope: Construct, id: string) => Stack>;

export type ExampleName = keyof typeof EXAMPLES;

export const EXAMPLE_NAMES = Object.keys(EXAMPLES) as ExampleName[];

/** With the feature flags of cdk.json, as the command line of the CDK sets them. */
export function exampleStack(name: ExampleName, outdir?: string): { readonly app: App; readonly stack: Stack } {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const app = new App({ postCliContext: { ...context }, ...(outdir === undefined ? {} : { outdir }) });
  const { [name]: ExampleStack } = EXAMPLES;
  return { app, stack: new ExampleStack(app, ExampleStack.name.replace(/Stack$/, '')) };
}
