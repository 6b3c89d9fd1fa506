/** Who may put what on the request bus, decided as IAM does: a policy of its own is not enough for anybody. */
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, User } from 'aws-cdk-lib/aws-iam';
import { AccessController } from 'cdk-temporary-access';
import { decide, decideTrust } from '../../lib/rehearsal/iam-policy';
import { ACCOUNT, Deployed } from './as-deployed';
import { accessIn, type Json, nightly, problemsOf, roleIn, stackOf } from './fixture';
import { incident, onRequest, pipelineSignals } from './on-request';
import { windowsOf } from './signals/deployed-rules';

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const STRANGER = `arn:aws:iam::${ACCOUNT}:role/stranger`;
const ANYWHERE = { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' }] };
const EVERYTHING = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

interface Sent {
  readonly source: string;
  readonly type: string;
}

const openRequest = (access: string): Sent => ({
  source: `temporary-access.${access}`,
  type: 'Temporary Access Open Request',
});
const closeRequest = (access: string): Sent => ({
  source: `temporary-access.${access}`,
  type: 'Temporary Access Close Request',
});

/** In one account either policy may allow, and either may deny. */
function mayPut(deployed: Deployed, sender: string, { source, type }: Sent, policies: Json[]): boolean {
  const bus = deployed.one('AWS::Events::EventBus');
  const request = {
    action: 'events:PutEvents',
    resource: bus.arn,
    context: { 'events:source': source, 'events:detail-type': type, 'aws:PrincipalArn': sender },
  };
  const decisions = [
    decideTrust(bus.properties.Policy, { aws: [sender, ROOT, ACCOUNT] }, request),
    decide({ policies }, request),
  ];
  return !decisions.includes('explicitly denied') && decisions.includes('allowed');
}

describe('the policy of the request bus', () => {
  const stack = stackOf();
  const role = roleIn(stack);
  const access = accessIn(stack, { role, windows: [onRequest()] });
  access.grantOpen(roleIn(stack, 'Opening'));
  access.grantClose(roleIn(stack, 'Closing'));
  access.grantOpen(new User(stack, 'Person'));
  accessIn(stack, { role, windows: [onRequest()] }, 'Other').grantOpen(roleIn(stack, 'OtherOpening'));
  const deployed = new Deployed(stack);
  const arnOf = (id: string): string =>
    deployed.resources.find((one) => one.type.startsWith('AWS::IAM::') && one.id.startsWith(id))!.arn;

  test.each([
    ['Opening', [openRequest('Release')]],
    ['Person', [openRequest('Release')]],
    ['Closing', [closeRequest('Release')]],
    ['OtherOpening', [openRequest('Other')]],
  ])(
    'lets %s send what it was granted, whatever its own policies say, and nothing else, whatever they say',
    (id, may) => {
      const kinds = [
        openRequest('Release'),
        closeRequest('Release'),
        openRequest('Other'),
        closeRequest('Other'),
        { source: 'temporary-access.Release', type: 'Something else' },
        { source: 'shop.incidents', type: 'Temporary Access Open Request' },
        { source: 'aws.codepipeline', type: 'CodePipeline Pipeline Execution State Change' },
      ];
      for (const policies of [[], [ANYWHERE], [EVERYTHING]]) {
        expect(kinds.filter((kind) => mayPut(deployed, arnOf(id), kind, policies))).toEqual(may);
      }
    },
  );

  test.each([
    ['another principal of the account that may put events anywhere', STRANGER, ANYWHERE],
    ['an administrator', STRANGER, EVERYTHING],
    ['the root user', ROOT, EVERYTHING],
    ['the opener itself', deployed.one('AWS::IAM::Role', /OpenerRole/).arn, EVERYTHING],
  ])('denies everything to %s', (_who, sender, policy) => {
    for (const kind of [openRequest('Release'), closeRequest('Release'), { source: 'any', type: 'thing' }]) {
      expect(mayPut(deployed, sender, kind, [policy])).toBe(false);
    }
  });

  test('is about this bus, and about sending', () => {
    const { arn, properties } = deployed.one('AWS::Events::EventBus');
    const statements = properties.Policy.Statement as Json[];
    expect(new Set(statements.map(({ Resource }) => Resource))).toEqual(new Set([arn]));
    expect(new Set(statements.map(({ Action }) => Action))).toEqual(new Set(['events:PutEvents']));
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
  });
});

describe('two accesses that hear the same event of a tool', () => {
  const stack = stackOf();
  const [one, other] = ['One', 'Other'].map((id) =>
    accessIn(
      stack,
      {
        role: roleIn(stack, `${id}Role`),
        windows: [onRequest({ openOn: [incident('Opened')], closeOn: [incident('Resolved')] })],
      },
      id,
    ),
  ) as [ReturnType<typeof accessIn>, ReturnType<typeof accessIn>];
  one.grantOpen(roleIn(stack, 'ToolOfOne'));
  other.grantOpen(roleIn(stack, 'ToolOfOther'));
  one.grantClose(roleIn(stack, 'Closer'));
  const deployed = new Deployed(stack);
  const arnOf = (id: RegExp): string => deployed.one('AWS::IAM::Role', id).arn;
  const opened = { source: 'shop.incidents', type: 'Incident Opened' };
  const resolved = { source: 'shop.incidents', type: 'Incident Resolved' };

  test('are both opened by whoever one of them lets send it', () => {
    for (const tool of [/^ToolOfOne/, /^ToolOfOther/]) {
      expect(mayPut(deployed, arnOf(tool), opened, [])).toBe(true);
      expect(mayPut(deployed, arnOf(tool), resolved, [])).toBe(false);
    }
    expect(mayPut(deployed, STRANGER, opened, [ANYWHERE])).toBe(false);
  });

  test('and both say so in their declarations', () => {
    for (const id of ['One', 'Other']) {
      const [{ opensOn, closesOn }] = windowsOf(stack, id) as [Json];
      expect(opensOn[0].requesters.map((arn: string) => arn.replace(/[0-9A-F]{8}\..*/, ''))).toEqual([
        '${ToolOfOne',
        '${ToolOfOther',
      ]);
      expect(closesOn[0].requesters).toEqual([expect.stringContaining('Closer')]);
    }
  });
});

describe('the request bus', () => {
  test('comes only where somebody may ask', () => {
    const stack = stackOf();
    const { started, finished } = pipelineSignals(stack);
    const role = roleIn(stack);
    accessIn(stack, { role });
    accessIn(stack, { role, windows: [onRequest({ openOn: [started], closeOn: [finished] })] }, 'OnEvents');
    Template.fromStack(stack).resourceCountIs('AWS::Events::EventBus', 0);
    accessIn(stack, { role, windows: [nightly()] }, 'Closable').grantClose(roleIn(stack, 'Operator'));
    expect(stack.node.findAll().filter(({ constructor }) => constructor.name === 'RequestBus')).toHaveLength(1);
  });

  test('is one for all accesses of a stack, and the one that the controller gives', () => {
    const stack = stackOf();
    const { requestBus } = AccessController.of(stack);
    accessIn(stack, { windows: [onRequest()] }).grantOpen(roleIn(stack, 'Tool'));
    expect(AccessController.of(stack).requestBus).toBe(requestBus);
    Template.fromStack(stack).resourceCountIs('AWS::Events::EventBus', 1);
  });

  test('that nothing listens to takes nothing from anybody', () => {
    const stack = stackOf();
    expect(AccessController.of(stack).requestBus.eventBusName).toBeDefined();
    const deployed = new Deployed(stack);
    expect(mayPut(deployed, ROOT, openRequest('Release'), [EVERYTHING])).toBe(false);
  });

  test('of an access to whose windows nobody was granted takes nothing from anybody either', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [onRequest()] });
    expect(mayPut(new Deployed(stack), ROOT, openRequest('Release'), [EVERYTHING])).toBe(false);
  });

  test('has a name that no other stack has, so that stages do not meet', () => {
    const app = new App();
    const names = ['Test', 'Production'].map((id) => {
      const stack = new Stack(new Stage(app, id), 'Shop');
      accessIn(stack, { windows: [onRequest()] });
      return new Deployed(stack).one('AWS::Events::EventBus').properties.Name;
    });
    expect(names).toEqual([
      'Test-Shop-123e4567-e89b-12d3-a456-426614174000',
      'Production-Shop-123e4567-e89b-12d3-a456-426614174000',
    ]);
  });
});

describe('a policy that is too long for EventBridge', () => {
  const withRequesters = (count: number): string[] => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest()] });
    Array.from({ length: count }, (_, index) => `arn:aws:iam::${ACCOUNT}:role/tool-${1000 + index}`).forEach((arn) => {
      access.grantOpen(new ArnPrincipal(arn));
    });
    return problemsOf(stack);
  };

  test('fails at synthesis', () => {
    expect(withRequesters(120).join()).toContain('[request-bus-policy]');
  });

  test('and one that is not does not', () => {
    expect(withRequesters(90)).toEqual([]);
  });

  test('holds a dozen accesses with requesters of their own', () => {
    const stack = stackOf();
    for (let index = 1; index <= 12; index++) {
      const role = roleIn(stack, `DeployRole${index}`);
      const access = accessIn(stack, { role, windows: [onRequest()] }, `ReleaseOfTeam${index}`);
      access.grantOpen(roleIn(stack, `ToolOfTeam${index}`));
    }
    expect(problemsOf(stack)).toEqual([]);
    const [{ properties }] = new Deployed(stack).all('AWS::Events::EventBus') as [Json];
    expect(JSON.stringify(properties.Policy).length).toBeLessThan(10_240);
  });
});
