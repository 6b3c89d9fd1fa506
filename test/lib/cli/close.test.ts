import { DEPLOYER, declare, once, WRITE } from '../../lambda/memory-world';
import { attachments, MemoryAccount, onRequest, release, request } from '../operate/memory-account';
import { emptyFolder, removeFolders } from '../rehearsal/assembly-fixture';
import { inFolder, type Ran, run } from './command';

inFolder(emptyFolder);
afterAll(removeFolders);

const NOON = '2026-12-01T12:00:00Z';
const ATTACHMENT_ROLE = 'arn:aws:iam::111122223333:role/attach-release';
const SECOND_POLICY = 'arn:aws:iam::111122223333:policy/second';

function close(account: MemoryAccount, ...args: string[]): Promise<Ran> {
  return run(account, ['close', 'release', ...args]);
}

/** Opened for a case, by somebody. */
async function opened(different: Parameters<typeof release>[0] = {}, correlation = 'INC-7'): Promise<MemoryAccount> {
  const account = new MemoryAccount(NOON, [release(different)]);
  await account.ask('open', 'release', { reason: 'hotfix', correlation }, 'theirs');
  expect(account.world.attached(DEPLOYER)).not.toEqual([]);
  return account;
}

describe('by the controller', () => {
  test('it is asked to close, and followed until it has proved it', async () => {
    const account = await opened();
    const { status, out, err } = await close(account);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^release is closed: the closer read it back \d+ times \(request event-1\)\n$/);
    expect(account.sent).toEqual([
      { source: 'temporary-access.release', detailType: 'Temporary Access Close Request', detail: {} },
    ]);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
    expect(account.assumed).toEqual([]);
  });

  test('only what is open for the case is closed', async () => {
    const account = await opened();
    const { status } = await close(account, '--case', 'INC-7');
    expect(status).toBe(0);
    expect(account.sent[0]!.detail).toEqual({ correlation: 'INC-7' });
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('what is open for another case is left alone', async () => {
    const account = await opened();
    const { status, out } = await close(account, '--case', 'INC-8');
    expect([status, account.sent]).toEqual([1, []]);
    expect(out).toBe(
      'release is not closed: release is open for case INC-7, not for INC-8: ' +
        'leave out --case to close it whatever it is open for\n',
    );
    expect(account.world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('what a window holds open beside the case stays open, and is named', async () => {
    const windows = [onRequest(), once('2026-12-01T11:00:00Z', '2026-12-01T13:00:00Z', '2')];
    const account = await opened({ windows });
    const { status, out } = await close(account, '--case', 'INC-7');
    expect(status).toBe(1);
    expect(out).toContain('what was open for case INC-7 is over, but release stays open: window 2 (once) until');
    expect(account.world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('without the right to read the logs its removal is read back here', async () => {
    const account = (await opened()).fail('logs:FilterLogEvents', 'denied');
    const { status, out, err } = await close(account);
    expect(status).toBe(0);
    expect(out).toMatch(/release is closed: not attached in \d+ reads over 2\d s \(request event-1\)/);
    expect(err).toBe("note: cannot read the closer's log, so IAM has to do: denied by the test\n");
  });

  test('without the right to read IAM the closer is believed', async () => {
    const account = (await opened()).fail('iam:ListAttachedRolePolicies', 'denied');
    const { status, out } = await close(account);
    expect(status).toBe(0);
    expect(out).toContain('the closer read it back');
  });

  test('what is not open is read back all the same, and kept from opening for the case', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    const { status, out } = await close(account, '--case', 'INC-7');
    expect(status).toBe(0);
    expect(out).toContain('not attached in');
    await account.ask('open', 'release', { correlation: 'INC-7' }, 'late');
    expect(account.world.attached(DEPLOYER)).toEqual([WRITE]);
  });

  test('a window that has nothing open does not speak for another', async () => {
    const pipeline = { ...request('open'), pattern: '{"source":["aws.codepipeline"]}' };
    const windows = [onRequest({ opensOn: [pipeline] }), onRequest({ id: '2' })];
    const account = await opened({ windows });
    account.world.latencyMs = 900;
    account.logLagMs = 0;
    const { status } = await close(account);
    expect([status, account.assumed]).toEqual([0, []]);
  });

  test('what the closer has proved is still not closed where IAM shows it again', async () => {
    const account = await opened();
    account.logLagMs = 10_000;
    account.world.when('2026-12-01T12:00:28Z', () => {
      account.world.attachByHand(DEPLOYER, WRITE);
    });
    const { status, out } = await close(account);
    expect(account.world.happened()).toContain('verified');
    expect([status, account.world.attached(DEPLOYER)]).toEqual([0, []]);
    expect(out).toContain(`detached    ${WRITE}`);
  });

  test('it is told as JSON', async () => {
    const { out } = await close(await opened(), '--json');
    expect(JSON.parse(out)).toMatchObject({ access: 'release', closed: true, by: 'controller', request: 'event-1' });
  });

  test('a window by the clock is closed early where it hears requests', async () => {
    const window = { ...once('2026-12-01T11:00:00Z', '2026-12-01T13:00:00Z', '1'), closesOn: [request('close')] };
    const account = new MemoryAccount(NOON, [declare({ windows: [window] })]);
    account.world.attachByHand(DEPLOYER, WRITE);
    expect((await close(account)).status).toBe(0);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
    expect(account.assumed).toEqual([]);
  });
});

describe('without the controller', () => {
  test('it detaches by the attachment role, reads back, and says what it could not do', async () => {
    const account = await opened({ policies: [WRITE, SECOND_POLICY] });
    const { status, out, err } = await close(account, '--direct');
    expect([status, err]).toEqual([0, '']);
    expect(account.sent).toEqual([]);
    expect(account.assumed).toEqual([`${ATTACHMENT_ROLE} as close-release`]);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
    expect(out).toBe(
      [
        `release is closed: its policies are gone from ${DEPLOYER}`,
        `  assumed     ${ATTACHMENT_ROLE} as close-release`,
        `  detached    ${WRITE}`,
        `  detached    ${SECOND_POLICY}`,
        '  read back   not attached in 11 reads over 20 s',
        'No hold could be written, and it is still due: request theirs for case INC-7 until 2026-12-01T14:00:00Z. ' +
          'Until then a repeated start or request, or a deployment, could open it again.',
        'Once the controller answers: temporary-access close release, which holds it closed. ' +
          'Until then: temporary-access status release',
        '',
      ].join('\n'),
    );
  });

  test('it says as JSON what it did', async () => {
    const { out } = await close(await opened(), '--direct', '--json');
    expect(JSON.parse(out)).toEqual({
      ...{ access: 'release', closed: true, by: 'direct', attachmentRole: ATTACHMENT_ROLE, session: 'close-release' },
      ...{ assumed: true },
      ...{ role: DEPLOYER, detached: [WRITE], reads: 11, overSeconds: 20, standing: [], problems: [] },
      ...{ held: false, reopening: ['request theirs for case INC-7 until 2026-12-01T14:00:00Z'] },
    });
  });

  test('it detaches again what comes back while it reads', async () => {
    const account = await opened();
    account.world.when('2026-12-01T12:00:12Z', () => {
      account.world.attachByHand(DEPLOYER, WRITE);
    });
    const { status } = await close(account, '--direct');
    expect(status).toBe(0);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('it does not take the word of IAM for a removal', async () => {
    const account = await opened();
    account.world.lagMs = 30_000;
    const before = account.clock.now();
    const { status } = await close(account, '--direct');
    expect(status).toBe(0);
    expect(account.clock.now() - before).toBeGreaterThanOrEqual(50_000);
  });

  test('the session reads what the user may not', async () => {
    const account = (await opened()).fail('iam:ListAttachedRolePolicies', 'denied');
    expect((await close(account, '--direct')).status).toBe(0);
  });

  test('the user reads what the session may not', async () => {
    const account = (await opened()).fail('iam:ListAttachedRolePolicies as session', 'denied');
    expect((await close(account, '--direct')).status).toBe(0);
  });

  test('it fails where nobody may read', async () => {
    const account = (await opened()).fail('iam:ListAttachedRolePolicies', 'denied');
    const { status, out } = await close(account.fail('iam:ListAttachedRolePolicies as session', 'denied'), '--direct');
    expect(status).toBe(1);
    expect(out).toContain('no read showed it gone');
  });

  test('it proves the absence of a role that is gone', async () => {
    const account = await opened();
    account.world.removeRole(DEPLOYER);
    expect((await close(account, '--direct')).status).toBe(0);
  });

  test('a call that fails for a moment is made again', async () => {
    const account = await opened();
    account.world.fail('assume', 'throttled', 2).fail('detach', 'unavailable', 2);
    const { status, out } = await close(account, '--direct');
    expect(status).toBe(0);
    expect(out).toContain('went wrong  sts:AssumeRole: assume: throttled by the test');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('it fails when it may not take the role, and says who may help and how', async () => {
    const account = (await opened()).fail('sts:AssumeRole', 'denied');
    const { status, out } = await close(account, '--direct');
    expect(status).toBe(1);
    expect(out).toContain(`release IS NOT CLOSED: ${WRITE} still attached to ${DEPLOYER}`);
    expect(out).toContain(
      `arn:aws:sts::111122223333:assumed-role/Developer/me may not do sts:AssumeRole on ${ATTACHMENT_ROLE}: ` +
        'ask for access.grantClose(…)',
    );
    expect(out).toContain(`aws iam detach-role-policy --role-name deployer --policy-arn ${WRITE}`);
  });

  test('it still proves what is gone already when it may not take the role', async () => {
    const account = new MemoryAccount(NOON, [release()]).fail('sts:AssumeRole', 'denied');
    const { status, out } = await close(account, '--direct');
    expect(status).toBe(0);
    expect(out).toContain('Nothing is due to be open now');
  });

  test('it fails when the detach is refused for good', async () => {
    const account = (await opened()).fail('iam:DetachRolePolicy', 'refused');
    const { status, out } = await close(account, '--direct');
    expect(status).toBe(1);
    expect(out).toContain('went wrong  iam:DetachRolePolicy: refused by the test');
  });

  test('it takes no case: it closes whatever is open', async () => {
    const { status, err } = await close(await opened(), '--direct', '--case', 'INC-7');
    expect(status).toBe(2);
    expect(err).toContain('--direct closes whatever the case is');
  });
});

describe('where the controller does not close', () => {
  test('because it cannot be asked, it is done without it', async () => {
    const account = (await opened()).fail('events:PutEvents', 'denied');
    const { status, out, err } = await close(account);
    expect(status).toBe(0);
    expect(err).toContain(
      'note: closing without the controller: arn:aws:sts::111122223333:assumed-role/Developer/me may',
    );
    expect(err).toContain('access.grantClose(…) to close it');
    expect(out).toContain(`detached    ${WRITE}`);
  });

  test('because EventBridge takes nothing, it is done without it', async () => {
    const account = await opened();
    account.refusal = { code: 'InternalFailure', message: 'try later' };
    const { status, err } = await close(account);
    expect(status).toBe(0);
    expect(err).toContain('EventBridge did not take the request (InternalFailure: try later)');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('in time, it is done without it', async () => {
    const account = await opened();
    account.delivers = false;
    const before = account.clock.now();
    const { status, err } = await close(account);
    expect(status).toBe(0);
    expect(err).toContain(
      'note: closing without the controller: nobody closed it within 90 s, and it is open: request theirs',
    );
    expect(account.clock.now() - before).toBeGreaterThan(105_000);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('in less time, where less is given', async () => {
    const account = await opened();
    account.delivers = false;
    expect((await close(account, '--timeout', '10s')).err).toContain('within 10 s');
  });

  test('because nothing that it knows of is open, what stands is detached at once', async () => {
    const account = new MemoryAccount(NOON, [release()]);
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status, err } = await close(account);
    expect(status).toBe(0);
    expect(err).toContain('closing without the controller: nothing that it belongs to is open');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('because no window hears requests, it is done without it', async () => {
    const account = new MemoryAccount('2026-12-01T20:30:00Z', [declare()]);
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status, out, err } = await close(account);
    expect(status).toBe(0);
    expect(err).toContain('no window of release listens to requests to close');
    expect(out).toContain('it is still due: window 0 (once) until 2026-12-01T22:00:00Z');
  });

  test('because another window holds it open, it is done without it', async () => {
    const windows = [onRequest(), once('2026-12-01T11:00:00Z', '2026-12-01T13:00:00Z', '2')];
    const account = await opened({ windows });
    const { status, out } = await close(account);
    expect(status).toBe(0);
    expect(out).toContain('it is still due: window 2 (once) until 2026-12-01T13:00:00Z');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('because the closer fails, it is done without it', async () => {
    const account = await opened();
    account.world.fail('detach', 'denied', 60);
    const { status, progress } = await close(account, '--timeout', '60s');
    expect(progress.some((text) => text.includes('held; being detached'))).toBe(true);
    expect([status, account.world.attached(DEPLOYER)]).toEqual([0, []]);
  });
});

describe('with the attachment role alone', () => {
  const withPolicy = (account: MemoryAccount, text = attachments()): MemoryAccount => {
    account.inlinePolicies.set('attach-release/Attachments', text);
    return account;
  };

  test('it closes without naming a stack', async () => {
    const account = withPolicy(await opened());
    const { status, out } = await run(account, ['close', 'release', '--attachment-role', ATTACHMENT_ROLE], {});
    expect(status).toBe(0);
    expect(out).toContain('No hold could be written, and what is due now could not be read.');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test.each([
    ['CloudFormation', 'cloudformation:ListStackResources'],
    ['Scheduler', 'scheduler:GetSchedule'],
  ])('it closes when %s does not answer', async (_service, operation) => {
    const account = withPolicy(await opened(), attachments(DEPLOYER, [WRITE, SECOND_POLICY]));
    account.fail(operation, 'unavailable');
    const { status, err } = await close(account, '--attachment-role', ATTACHMENT_ROLE);
    expect(status).toBe(0);
    expect(err).toContain('note: the stack cannot be read, so the attachment role is asked itself');
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('it closes what the stack no longer declares', async () => {
    const account = withPolicy(new MemoryAccount(NOON, [release({ access: 'other' })]));
    account.world.attachByHand(DEPLOYER, WRITE);
    expect((await close(account, '--attachment-role', ATTACHMENT_ROLE)).status).toBe(0);
    expect(account.world.attached(DEPLOYER)).toEqual([]);
  });

  test('an older attachment role is asked itself', async () => {
    const account = withPolicy(new MemoryAccount(NOON, [release({ attachmentRole: `${ATTACHMENT_ROLE}-2` })]));
    account.world.attachByHand(DEPLOYER, WRITE);
    const { status, err } = await close(account, '--attachment-role', ATTACHMENT_ROLE);
    expect(status).toBe(0);
    expect(err).toContain('is not the attachment role of release as it is declared now');
    expect(account.assumed).toEqual([`${ATTACHMENT_ROLE} as close-release`]);
  });

  test('where the stack can be read, the controller is asked', async () => {
    const account = await opened();
    expect((await close(account, '--attachment-role', ATTACHMENT_ROLE)).status).toBe(0);
    expect(account.sent).toHaveLength(1);
  });

  test.each([
    ['a role without the inline policy', undefined, 'is no attachment role'],
    ['a policy that detaches nothing', '{"Statement":{"Effect":"Allow","Action":"*"}}', 'allows no detaching'],
    ['a policy that cannot be read', 'not JSON', 'allows no detaching'],
  ])('fails for %s', async (_what, text, words) => {
    const account = new MemoryAccount(NOON, [release()]);
    if (text !== undefined) {
      withPolicy(account, text);
    }
    const { status, err } = await run(account, ['close', 'release', '--attachment-role', ATTACHMENT_ROLE], {});
    expect(status).toBe(2);
    expect(err).toContain(words);
  });

  test('fails without it when the stack cannot be read, and says that it would do', async () => {
    const account = (await opened()).fail('scheduler:GetSchedule', 'denied');
    const { status, err } = await close(account);
    expect(status).toBe(2);
    expect(err).toContain('--attachment-role ARN is enough to close');
    expect(err).toContain('may not do scheduler:GetSchedule');
  });

  test('fails without credentials, whatever is named', async () => {
    const account = withPolicy(await opened()).fail('cloudformation:ListStackResources', 'no-credentials');
    const { status, err } = await close(account, '--attachment-role', ATTACHMENT_ROLE);
    expect(status).toBe(2);
    expect(err).toContain('there are no AWS credentials: sign in');
  });
});
