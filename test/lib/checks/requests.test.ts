/** Who may open and close by request, and whether anybody hears it: what is an error, what a warning, and what neither. */
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { AccountRootPrincipal, ArnPrincipal, Group, Role } from 'aws-cdk-lib/aws-iam';
import { AccessController, AccessSignal } from 'cdk-temporary-access';
import { accessIn, nightly, problemsOf, roleIn, stackOf } from '../fixture';
import { breakGlass, incident, onRequest, page, pipelineSignals } from '../on-request';

const idsOf = (stack: Stack): (string | undefined)[] =>
  problemsOf(stack).map((line) => /\[([\w-]+)\]$/.exec(line)?.[1]);

/** The warnings of the assembly, by their ids. */
function warningsOf(stack: Stack): string[] {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => /cdk-temporary-access:([\w-]+)\]/.exec(String(data))?.[1] ?? String(data))
    .filter((id) => id !== 'no-alarm-recipients');
}

describe('opening its own access', () => {
  test('is an error for the target role itself', () => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest()] });
    access.grantOpen(access.role);
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(
        /^\[Shop\/Release\] role Shop\/DeployRole may send what opens its own access: .*\[self-open\]$/,
      ),
    ]);
  });

  test('is an error by whatever name the role goes', () => {
    const stack = stackOf({ env: { account: '111122223333', region: 'eu-west-2' } });
    const role = Role.fromRoleName(stack, 'DeployRole', 'deploy');
    const access = accessIn(stack, { role, windows: [onRequest()] });
    access.grantOpen(new ArnPrincipal('arn:aws:iam::111122223333:role/deploy'));
    expect(idsOf(stack)).toEqual(['self-open']);
  });

  test('is an error also where another access that opens on the same event lets it', () => {
    const stack = stackOf();
    const windows = [onRequest({ openOn: [incident('Opened')] })];
    const one = accessIn(stack, { role: roleIn(stack, 'One'), windows }, 'First');
    const other = accessIn(stack, { role: roleIn(stack, 'Other'), windows }, 'Second');
    one.grantOpen(other.role);
    expect(problemsOf(stack)).toEqual([expect.stringMatching(/^\[Shop\/Second\] role Shop\/Other .*\[self-open\]$/)]);
  });

  test('is an error also where what it may close by opens another way round', () => {
    const stack = stackOf();
    const event = [incident('Opened')];
    const access = accessIn(stack, { windows: [onRequest({ openOn: event }), onRequest({ closeOn: event })] });
    access.grantClose(access.role);
    expect(idsOf(stack)).toEqual(['self-open']);
  });

  test('is allowed where its author says so', () => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest()], allowSelfOpen: true });
    access.grantOpen(access.role);
    expect(idsOf(stack)).toEqual([]);
  });

  test('is not closing it', () => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest({ closeOn: [AccessSignal.request()] })] });
    access.grantClose(access.role);
    expect(idsOf(stack)).toEqual([]);
  });
});

describe('a grant', () => {
  test('of the right to open is an error where no window hears it', () => {
    const stack = stackOf();
    const { started } = pipelineSignals(stack);
    const access = accessIn(stack, { windows: [nightly(), onRequest({ openOn: [started] })] });
    access.grantOpen(roleIn(stack, 'Tool'));
    expect(idsOf(stack)).toEqual(['grant-open-unheard']);
  });

  test('of the right to close is heard by every window', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [nightly()] }).grantClose(roleIn(stack, 'Operator'));
    expect(idsOf(stack)).toEqual([]);
  });

  test('names itself where it was given what is not one principal', () => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest()] });
    const team = new Group(stack, 'Team');
    access.grantOpen(team);
    access.grantClose(team);
    expect(problemsOf(stack)).toEqual([
      expect.stringMatching(/ grantOpen was given Shop\/Team, .*\[requester-kind\]$/),
      expect.stringMatching(/ grantClose was given Shop\/Team, .*\[requester-kind\]$/),
    ]);
  });

  test('to a principal of another account is dropped, and an error', () => {
    const stack = stackOf({ env: { account: '111122223333', region: 'eu-west-2' } });
    const access = accessIn(stack, { windows: [onRequest()] });
    const foreign = Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::444455556666:role/tool');
    expect([access.grantOpen(foreign), access.grantClose(foreign)].map(({ success }) => success)).toEqual([
      false,
      false,
    ]);
    expect(idsOf(stack)).toEqual(['requester-account', 'requester-account']);
    expect(JSON.stringify(unvalidated(stack))).not.toContain('444455556666');
  });

  test('to what is not one principal lets nobody in, also in a template that is not validated', () => {
    const stack = stackOf();
    const access = accessIn(stack, { windows: [onRequest()] });
    access.grantOpen(new AccountRootPrincipal());
    access.grantClose(new AccountRootPrincipal());
    const { Resources } = unvalidated(stack);
    const bus = Object.values(Resources).find(({ Type }) => Type === 'AWS::Events::EventBus');
    expect(JSON.stringify(bus)).not.toContain('"Allow"');
    expect(JSON.stringify(Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role'))).not.toContain(
      ':root',
    );
  });
});

describe('breaking glass', () => {
  test('is an error where nobody is called', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [breakGlass()] });
    expect(idsOf(stack)).toEqual(['break-glass-silent']);
  });

  test.each(['before', 'after'])('is none where somebody is, who is named %s it', (when) => {
    const stack = stackOf();
    if (when === 'before') {
      new AccessController(stack, 'Mine', { alarmActions: [page] });
    }
    accessIn(stack, { windows: [breakGlass()] });
    if (when === 'after') {
      AccessController.of(stack).addAlarmAction(page);
    }
    expect(idsOf(stack)).toEqual([]);
  });

  test('is not what other windows do', () => {
    const stack = stackOf();
    accessIn(stack, { windows: [nightly(), onRequest()] });
    expect(idsOf(stack)).toEqual([]);
  });
});

describe('a window that opens by request', () => {
  const warned = (
    grant: (access: ReturnType<typeof accessIn>, stack: Stack) => void,
    windows = [onRequest()],
  ): string[] => {
    const stack = stackOf();
    const access = accessIn(stack, { windows });
    grant(access, stack);
    expect(problemsOf(stack)).toEqual([]);
    return warningsOf(stack);
  };

  test('and that nobody may open is a warning, which can be acknowledged', () => {
    expect(warned(() => undefined)).toEqual(['nobody-may-open']);
    expect(
      warned((access) => {
        Validations.of(access).acknowledge({ id: 'cdk-temporary-access:nobody-may-open', reason: 'granted by hand' });
      }),
    ).toEqual([]);
  });

  test('and that somebody may open is none', () => {
    expect(warned((access, stack) => void access.grantOpen(roleIn(stack, 'Tool')))).toEqual([]);
  });

  test('and that another access lets somebody open is none', () => {
    const shared = [onRequest({ openOn: [incident('Opened')] })];
    expect(
      warned((_access, stack) => {
        const other = accessIn(stack, { role: roleIn(stack, 'OtherRole'), windows: shared }, 'Other');
        other.grantOpen(roleIn(stack, 'Tool'));
      }, shared),
    ).toEqual([]);
  });

  test('and that an event of AWS opens too is none, nor is one that only closes by request', () => {
    const { started } = pipelineSignals(stackOf());
    expect(warned(() => undefined, [onRequest({ openOn: [AccessSignal.request(), started] })])).toEqual([]);
    const closing = onRequest({ openOn: [started], closeOn: [AccessSignal.request()] });
    expect(warned(() => undefined, [closing, nightly()])).toEqual([]);
  });
});

interface Resource {
  readonly Type: string;
}

/** As it would be deployed if nothing looked at it. */
function unvalidated(stack: Stack): { readonly Resources: Readonly<Record<string, Resource>> } {
  const assembly = App.of(stack)!.synth({ skipValidation: true });
  return assembly.getStackByName('Shop').template as never;
}
