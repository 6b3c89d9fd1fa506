/** Stacks as people deploy them: bootstrapped in their own way, in stages and pipelines, nested, of no known account. */
import {
  type App,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  LegacyStackSynthesizer,
  NestedStack,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { main } from '../../lib/cli/temporary-access';
import { at, removeFolders, role, synthesized } from '../lib/rehearsal/assembly-fixture';
import { accessIn, storyIn } from './played-app';

afterAll(removeFolders);

/** One of each kind, whose accesses have the names that they should be reported by. */
function everyKind(app: App): void {
  const synthesizers = {
    Qualified: new DefaultStackSynthesizer({
      qualifier: 'shop',
      bucketPrefix: 'assets/',
      fileAssetsBucketName: 'ours',
    }),
    ByCredentials: new CliCredentialsStackSynthesizer(),
  };
  for (const [id, synthesizer] of Object.entries(synthesizers)) {
    const stack = new Stack(app, id, { synthesizer });
    accessIn(stack, role(stack), id);
  }
  const env = { account: '111122223333', region: 'eu-west-2' };
  const staged = new Stack(new Stage(app, 'Production', { env }), 'Shop');
  const nested = new NestedStack(staged, 'Nested');
  accessIn(staged, role(staged), 'InStage');
  accessIn(nested, role(nested), 'InNested');
  accessIn(nested, role(staged, 'OfParent'), 'OfParent');
  accessIn(staged, role(nested, 'OfNested'), 'OfNested');
  pipelined(app);
}

function pipelined(app: App): void {
  const stack = new Stack(app, 'Delivery', { env: { account: '444455556666', region: 'eu-west-2' } });
  const repository = Repository.fromRepositoryName(stack, 'Code', 'shop');
  const pipeline = new CodePipeline(stack, 'Pipeline', {
    crossAccountKeys: true,
    synth: new ShellStep('Synth', {
      input: CodePipelineSource.codeCommit(repository, 'main'),
      commands: ['npx cdk synth'],
    }),
  });
  const stage = new Stage(stack, 'Live', { env: { account: '777788889999', region: 'eu-west-2' } });
  const shop = new Stack(stage, 'Shop');
  accessIn(shop, role(shop), 'InPipeline');
  pipeline.addStage(stage);
}

const NAMES = ['ByCredentials', 'InNested', 'InPipeline', 'InStage', 'OfNested', 'OfParent', 'Qualified'];

let folder: string;
beforeAll(() => {
  folder = synthesized(everyKind);
});

test('the windows of all of them open and close', async () => {
  const { accesses, violations } = await storyIn(folder);
  expect(violations).toEqual([]);
  expect(accesses.map((access) => access.replace(/ on .*:role\S+:/, ':'))).toEqual(
    NAMES.map((name) => `${name}: opened, closed, verified`),
  );
});

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const status = await main(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    now: () => at('2026-12-01'),
    progress: () => undefined,
  });
  return { status, out, err };
}

test('a review shows all of them, with the stack that each is in', async () => {
  const { out } = await run('review', folder, '--format', 'json');
  const { accesses } = JSON.parse(out) as { accesses: { id: string; stack: string }[] };
  expect(accesses.map(({ id, stack }) => `${id} in ${stack}`).sort()).toEqual([
    'ByCredentials in ByCredentials',
    'InNested in Production/Shop/Nested',
    'InPipeline in Delivery/Live/Shop',
    'InStage in Production/Shop',
    'OfNested in Production/Shop',
    'OfParent in Production/Shop/Nested',
    'Qualified in Qualified',
  ]);
});

test('fails to rehearse a stack of the old bootstrapping, and says with which synthesizer it can be', async () => {
  const legacy = synthesized((app) => {
    accessIn(new Stack(app, 'Shop', { synthesizer: new LegacyStackSynthesizer() }));
  });
  const { status, err } = await run('rehearse', legacy, '--until', '2026-12-02');
  expect(status).toBe(2);
  expect(err).toMatch(/^error: Shop has parameters for its assets, .* synthesize it with the DefaultStackSynthesizer/);
});
