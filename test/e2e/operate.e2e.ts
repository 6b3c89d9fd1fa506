/** What people and programs do with a deployed stack: the commands, their bundle and the functions, over real HTTP. */
import { AccessSignal, AccessWindow } from 'cdk-temporary-access';
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { REQUEST_TYPE, requestSource } from '../../lib/core/signal';
import { attachByHand, stateOf } from './attachments';
import { describeOnMoto } from './aws';
import { deploy, type DeployedStack } from './deployed-stack';
import type { Answer, Asked } from './gateway';
import { accessIn, after, once, stackNamed } from './moment';
import { OperatedStack } from './operated-stack';

/** Every command is a process of its own, and each proof takes its time. */
const UNHURRIED = 180_000;

/** Opens on request for an hour at most; an incident tool may ask. */
async function onRequest(name: string): Promise<OperatedStack> {
  const stack = stackNamed(name);
  const access = accessIn(
    stack,
    AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [AccessSignal.request()] }),
  );
  const tool = new Role(stack, 'Tool', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
  access.grantOpen(tool);
  access.grantClose(tool);
  return OperatedStack.of(await deploy(stack), stack.stackName);
}

const OPEN = {
  ...{ source: requestSource('Release'), detailType: REQUEST_TYPE.open },
  detail: { reason: 'rollback', correlation: 'INC-7' },
};

describeOnMoto('an access that opens on request', () => {
  test.concurrent(
    'is asked for, waited for, seen, and closed',
    async () => {
      const operated = await onRequest('Asked');
      const access = operated.stack.access('Release');
      const before = await operated.run('status');
      expect([before.status, before.err]).toEqual([0, '']);
      expect(before.out).toContain('Release: closed (Deploy the shop front)');

      const opened = await operated.run('open', 'Release', '--reason', 'rollback', '--case', 'INC-7', '--json');
      expect([opened.status, opened.err]).toEqual([0, '']);
      const { request, until } = JSON.parse(opened.out) as { request: string; until: string };
      expect(await stateOf(operated.stack.aws.iam, access)).toBe('open');

      expect(await operated.run('wait', 'Release', '--until', 'open')).toMatchObject({ status: 0, err: '' });
      const during = await operated.run('status', 'Release');
      expect(during.status).toBe(0);
      expect(during.out).toContain(`open for  request ${request} for case INC-7`);
      expect(during.out).toContain(`until ${until}`);

      const refused = await operated.run('open', 'Release', '--reason', 'again');
      expect(refused).toMatchObject({ status: 1, err: '' });
      expect(refused.out).toContain(`Release is not opened: request ${request} holds it open until ${until}`);

      const closed = await operated.run('close', 'Release', '--case', 'INC-7');
      expect([closed.status, closed.err]).toEqual([0, '']);
      // By the word of the closer, or by as many reads of its own, whichever comes first.
      expect(closed.out).toMatch(/^Release is closed: (the closer read it back|not attached in) /);
      expect(await stateOf(operated.stack.aws.iam, access)).toBe('closed');
      expect((await operated.run('status')).out).toContain('held      1 request');
    },
    UNHURRIED,
  );

  test.concurrent(
    'is closed without its controller',
    async () => {
      const operated = await onRequest('Direct');
      const access = operated.stack.access('Release');
      await operated.ask(OPEN);
      expect(await stateOf(operated.stack.aws.iam, access)).toBe('open');
      const { status, out } = await operated.run('close', 'Release', '--direct');
      expect(status).toBe(0);
      expect(out).toContain(`assumed     ${access.attachmentRole} as close-Release`);
      expect(out).toContain(`detached    ${access.policies[0]!}`);
      expect(out).toContain('No hold could be written, and it is still due: request');
      expect(await stateOf(operated.stack.aws.iam, access)).toBe('closed');
    },
    UNHURRIED,
  );
});

describeOnMoto('an access by the clock', () => {
  test.concurrent(
    'that stands outside its window is found, and closed by its attachment role alone',
    async () => {
      const stack = stackNamed('Standing');
      accessIn(stack, once(after()));
      const operated = await OperatedStack.of(await deploy(stack), stack.stackName);
      const access = operated.stack.access('Release');
      await attachByHand(operated.stack.aws.iam, access);
      const found = await operated.run('status');
      expect(found.status).toBe(1);
      expect(found.out).toContain(`!! ATTACHED THOUGH NOTHING IS OPEN: ${access.policies[0]!} on ${access.role}`);

      const { attachmentRole } = access;
      const closed = await operated.runAnywhere(
        'close',
        'Release',
        '--attachment-role',
        attachmentRole,
        '--region',
        'eu-west-1',
      );
      expect(closed.status).toBe(0);
      expect(closed.out).toContain(`Release is closed: its policies are gone from ${access.role}`);
      expect(await stateOf(operated.stack.aws.iam, access)).toBe('closed');
      expect(await operated.run('wait', 'Release', '--until', 'closed')).toMatchObject({ status: 0 });
    },
    UNHURRIED,
  );

  test.concurrent('is not opened on request', async () => {
    const stack = stackNamed('Clock');
    accessIn(stack, once(after()));
    const operated = await OperatedStack.of(await deploy(stack), stack.stackName);
    const { status, out } = await operated.run('open', 'Release', '--reason', 'x');
    expect(status).toBe(1);
    expect(out).toMatch(/Release opens by the clock: next at \d{4}-/);
  });

  test.concurrent('of a stack that is not there is not found', async () => {
    const stack = stackNamed('There');
    accessIn(stack, once(after()));
    const operated = await OperatedStack.of(await deploy(stack), stack.stackName);
    const { status, err } = await operated.runAnywhere('status', '--stack', 'Nowhere', '--region', 'eu-west-1');
    expect(status).toBe(2);
    expect(err).toContain('there is no stack Nowhere in eu-west-1 of account 123456789012');
  });
});

/** Lambda takes the event, and calls the function some time. */
function invoking(stack: DeployedStack): (asked: Asked) => Answer | undefined {
  return ({ url, body }) => {
    const [, name] = /\/functions\/[^/]*function(?::|%3A)([^/]+)\/invocations/.exec(url) ?? [];
    if (name === undefined) {
      return undefined;
    }
    void stack.call(name, JSON.parse(body) as object);
    return { status: 202, body: '' };
  };
}

describeOnMoto('a lockdown', () => {
  test.concurrent(
    'closes what is open, lets nothing open, and is lifted',
    async () => {
      const app = stackNamed('LockedDown');
      accessIn(app, AccessWindow.onDemand({ maxDuration: Duration.hours(1), openOn: [AccessSignal.request()] }));
      const stack = await deploy(app);
      const operated = await OperatedStack.of(stack, app.stackName, { answer: invoking(stack) });
      const access = stack.access('Release');
      const state = (): Promise<string> => stateOf(stack.aws.iam, access);
      await operated.ask(OPEN);
      expect(await state()).toBe('open');

      const locked = await operated.run('lockdown', '--reason', 'a key has leaked');
      expect([locked.status, locked.err]).toEqual([0, '']);
      expect(locked.out).toContain(': a key has leaked\n  closed    Release: not attached to');
      expect(locked.out).not.toContain('without the closer');
      expect(await state()).toBe('closed');

      await operated.ask({ ...OPEN, detail: { reason: 'rollback', correlation: 'INC-8' } });
      expect(await state()).toBe('closed');

      expect(await operated.run('unlock')).toMatchObject({ status: 0, err: '' });
      await operated.ask({ ...OPEN, detail: { reason: 'rollback', correlation: 'INC-9' } });
      expect(await state()).toBe('open');
    },
    UNHURRIED,
  );
});
