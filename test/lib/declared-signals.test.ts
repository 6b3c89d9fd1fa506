/** What an access declares of its signals: the same wherever it is read, in whichever stack. */
import { App, CfnParameter, NestedStack, SecretValue, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Artifact, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { GitHubSourceAction, ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { AccessController, AccessSignal, type TemporaryAccess } from 'cdk-temporary-access';
import { sameDeclaration } from '../../lib/core/declaration';
import { isMalformed, readDeclaration, readScheduleInput } from '../../lib/core/message';
import { createOrder } from '../../lib/rehearsal/deployment-order';
import { Deployed, type DeployedResource } from './as-deployed';
import { accessIn, type Json, nightly, roleIn, stackOf } from './fixture';
import { breakGlass, incident, onRequest, page, pipelineSignals } from './on-request';
import { rulesOf, windowsOf } from './signals/deployed-rules';

const rule = (deployed: Deployed, id: RegExp): DeployedResource => deployed.one('AWS::Events::Rule', id);

describe('the declaration', () => {
  test('says in the custom resource, in the manifest and in every schedule the same, to the letter', () => {
    const stack = stackOf();
    const bought = new Artifact();
    const pipeline = new Pipeline(stack, 'Release', {
      stages: [
        {
          stageName: 'Source',
          actions: [
            new GitHubSourceAction({
              actionName: 'Source',
              owner: 'shop',
              repo: 'front',
              oauthToken: SecretValue.unsafePlainText('x'),
              output: bought,
            }),
          ],
        },
        { stageName: 'Deploy', actions: [new ManualApprovalAction({ actionName: 'Approve' })] },
      ],
    });
    const access = accessIn(
      stack,
      {
        windows: [
          onRequest({
            openOn: [AccessSignal.pipelineStarted(pipeline), AccessSignal.request()],
            closeOn: [AccessSignal.pipelineFinished(pipeline)],
            within: nightly(),
          }),
          nightly(),
          breakGlass(),
        ],
      },
      'Deploy',
    );
    access.grantOpen(roleIn(stack, 'Tool'));
    access.grantClose(roleIn(stack, 'Operator'));
    AccessController.of(stack).addAlarmAction(page);
    const deployed = new Deployed(stack);

    const declared = readDeclaration(asStrings(deployed.one('Custom::TemporaryAccess').properties));
    const carried = deployed.all('AWS::Scheduler::Schedule').flatMap(({ properties }) => {
      const read = readScheduleInput(properties.Target.Input);
      if (isMalformed(read)) {
        throw new Error(`${properties.Name}: ${read.malformed}`);
      }
      return read.event === 'sweep'
        ? read.accesses
        : read.event === 'start' || read.event === 'end'
          ? [read.access]
          : [];
    });
    if (isMalformed(declared)) {
      throw new Error(declared.malformed);
    }
    // Of the sweep, of three starts, and of the one end that the clock has.
    expect(carried).toHaveLength(5);
    expect(carried.filter((one) => !sameDeclaration(one, declared))).toEqual([]);

    const [first] = declared.windows as Json;
    const name = deployed.one('AWS::CodePipeline::Pipeline').ref;
    expect(JSON.parse(first.opensOn[0].pattern).detail.pipeline).toEqual([name]);
    expect(rule(deployed, /Window1OpensOn1/).properties.EventPattern.detail.pipeline).toEqual([name]);
    expect(first.opensOn[1].requesters).toEqual([deployed.one('AWS::IAM::Role', /^Tool/).arn]);
    expect(first.closesOn[1].requesters).toEqual([deployed.one('AWS::IAM::Role', /^Operator/).arn]);
  });

  test('of a signal that anybody may send for any case carries no case, and the others keep theirs', () => {
    const stack = stackOf();
    const { finished } = pipelineSignals(stack);
    const access = accessIn(stack, {
      windows: [
        onRequest({ closeOn: [finished], closeOnAny: true }),
        onRequest({ openOn: [incident('Opened')], closeOn: [finished] }),
      ],
    });
    access.grantClose(roleIn(stack, 'Operator'));
    const [any, matched] = windowsOf(stack, 'Release') as Json[];
    expect(any.closesOn.map(({ correlation }: Json) => correlation)).toEqual([undefined, '$.detail.correlation']);
    expect(any.opensOn[0].correlation).toBe('$.detail.correlation');
    expect(matched.closesOn[0].correlation).toBe('$.detail.execution-id');
  });

  test('numbers signals within their window, and hears close requests once in each', () => {
    const stack = stackOf();
    const { started, finished } = pipelineSignals(stack);
    const access = accessIn(stack, {
      windows: [
        onRequest({ openOn: [started, AccessSignal.request()], closeOn: [AccessSignal.request(), finished] }),
        nightly(),
      ],
    });
    access.grantClose(roleIn(stack, 'Operator'));
    access.grantClose(roleIn(stack, 'SecondOperator'));
    const ids = (signals: Json[] = []): string[] => signals.map(({ id, words }) => `${id} ${words}`);
    const [first, second] = windowsOf(stack, 'Release') as Json[];
    expect(ids(first.opensOn)).toEqual([
      '1 an execution of pipeline Pipeline starts',
      '2 a request through the request bus',
    ]);
    expect(ids(first.closesOn)).toEqual([
      '1 a request through the request bus',
      '2 an execution of pipeline Pipeline is over',
    ]);
    expect(ids(second.closesOn)).toEqual(['1 a request through the request bus']);
    expect(rulesOf(stack)).toHaveLength(5);
  });

  test('names those who may ask also where they are granted in any order, and twice', () => {
    const declared = (...grants: ((access: TemporaryAccess, stack: Stack) => void)[]): Json => {
      const stack = stackOf();
      const access = accessIn(stack, { windows: [onRequest({ closeOn: [AccessSignal.request()] })] });
      roleIn(stack, 'Tool');
      roleIn(stack, 'Operator');
      grants.forEach((grant) => {
        grant(access, stack);
      });
      const { opensOn, closesOn } = windowsOf(stack, 'Release')[0] as Json;
      return [opensOn[0].requesters, closesOn[0].requesters];
    };
    const role = (stack: Stack, id: string): never => stack.node.findChild(id) as never;
    const open = (access: TemporaryAccess, stack: Stack): void => void access.grantOpen(role(stack, 'Tool'));
    const close = (access: TemporaryAccess, stack: Stack): void => void access.grantClose(role(stack, 'Operator'));
    expect(declared(open, close)).toEqual([[expect.stringContaining('Tool')], [expect.stringContaining('Operator')]]);
    expect(declared(close, open, open)).toEqual(declared(open, close));
    expect(declared()).toEqual([[], []]);
  });
});

describe('beyond one stack', () => {
  test('a pipeline whose name is a parameter, and an access in a nested stack with a requester of its parent', () => {
    const parent = stackOf();
    const nested = new NestedStack(parent, 'Nested');
    const name = new CfnParameter(nested, 'PipelineName').valueAsString;
    const pipeline = { pipelineName: name, node: nested.node } as never;
    const tool = roleIn(parent, 'Tool');
    const access = accessIn(nested, {
      windows: [onRequest({ openOn: [AccessSignal.pipelineStarted(pipeline), AccessSignal.request()] })],
    });
    access.grantOpen(tool);
    access.grantClose(tool);
    const json = Template.fromStack(parent).toJSON() as Json;
    const inside = Template.fromStack(nested).toJSON() as Json;
    expect(createOrder(json)).toHaveLength(Object.keys(json.Resources).length);
    expect(createOrder(inside)).toHaveLength(Object.keys(inside.Resources).length);
    const [toolArn = ''] = Object.keys(inside.Parameters).filter((one) => one.includes('Tool'));
    const deployed = new Deployed(nested, {
      PipelineName: 'release',
      [toolArn]: 'arn:aws:iam::111122223333:role/tool',
    });
    expect(rule(deployed, /OpensOn1/).properties.EventPattern.detail.pipeline).toEqual(['release']);
    expect(deployed.one('AWS::Events::EventBus').properties.Policy.Statement[0].Principal).toEqual({
      AWS: ['arn:aws:iam::111122223333:role/tool'],
    });
  });

  test('of another stack, a requester is let in by the policy of the bus alone, so no circle arises', () => {
    const app = new App();
    const [tools, shop] = [new Stack(app, 'Tools'), new Stack(app, 'Shop')];
    const tool = roleIn(tools, 'Tool');
    const access = accessIn(shop, { windows: [onRequest()] });
    expect([access.grantOpen(tool), access.grantClose(tool)].map(({ success }) => success)).toEqual([true, true]);
    app.synth();
    expect(shop.dependencies).toEqual([tools]);
    expect(tools.dependencies).toEqual([]);
    Template.fromStack(tools).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('two stages declare the same, each for itself', () => {
    const app = new App();
    const templates = ['Test', 'Production'].map((id) => {
      const stack = new Stack(new Stage(app, id), 'Shop');
      accessIn(stack, { windows: [onRequest()] }).grantOpen(roleIn(stack, 'Tool'));
      return Template.fromStack(stack).toJSON() as Json;
    });
    const rules = templates.map(({ Resources }) =>
      Object.values(Resources).filter(({ Type }: Json) => Type === 'AWS::Events::Rule'),
    );
    expect(rules[0]).toHaveLength(1);
    expect(JSON.stringify(rules[0])).toBe(JSON.stringify(rules[1]));
  });
});

/** CloudFormation hands numbers and booleans of a custom resource over as strings. */
function asStrings(properties: Json): Json {
  return JSON.parse(JSON.stringify(properties), (_key, value: unknown) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  );
}
