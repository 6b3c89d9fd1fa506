/**
 * Every command of docs/runbook.md, pasted into a shell while the alarm that it is about would be red.
 *
 * What a page says that an answer shows is looked for in both: the answer and the page.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AccessEventArchive } from 'cdk-temporary-access';
import { roleName } from '../../lib/core/declaration';
import { MarkdownPage } from '../markdown-page';
import { attachByHand, stateOf } from './attachments';
import { describeOnMoto, REGION } from './aws';
import { stackNamed } from './moment';
import {
  accountWith,
  breakGlass,
  disableSweep,
  leaveFailedEnd,
  leaveUndelivered,
  leaveUnwritten,
  logged,
  openNow,
  over,
  raiseAlarms,
  type RunbookAccount,
} from './runbook-account';
import { type Answered, type Environment, RunbookShell } from './runbook-shell';

const PAGE = MarkdownPage.of(join(__dirname, '..', '..', 'docs', 'runbook.md'));

/** Two of the commands prove for twenty seconds, and all run at once. */
const UNHURRIED = 180_000;

/** Somebody who looks whether what was called has happened. */
const BETWEEN_READS = 200;

const describeInShell = process.env['WITHOUT_AWS_CLI'] === undefined ? describeOnMoto : describe.skip;

/** What a command answers. */
interface Expected {
  /** @default 0 */
  readonly status?: number;
  /** What the page says that it shows. */
  readonly shows?: readonly string[];
  /** What it holds beside, of this account. */
  readonly holds?: readonly (string | RegExp)[];
  /** Nothing changes it meanwhile: several sections begin so, and it is asked once. */
  readonly lasts?: true;
}

const STANDS: Expected = {
  ...{ status: 1, shows: ['!!'], lasts: true },
  holds: [/^Standing: OPEN/m, '!! ATTACHED THOUGH NOTHING IS OPEN'],
};

/** The commands of each alarm. */
const ALARMS: Readonly<Record<string, readonly Expected[]>> = {
  'open-past-end': [
    { ...STANDS, shows: ['!! ATTACHED THOUGH NOTHING IS OPEN'] },
    { shows: ['is closed: its policies are gone from'], holds: ['PastEnd'] },
    { shows: ['reason', 'still attached'], holds: ['"access":"PastEnd"'] },
  ],
  'sweep-heartbeat': [
    STANDS,
    { shows: ['DISABLED'], holds: ['rate(5 minutes)'] },
    { shows: ['role', 'error'], holds: ['AccessDenied'] },
  ],
  'failed-events': [
    { shows: ['requestPayload', 'errorMessage', '"event":"end"'], holds: ['Standing could not be closed'] },
    STANDS,
    { holds: ['no time left'] },
  ],
  'undelivered-events': [
    { holds: [/^ResourceNotFoundException\tFunction not found\t\{.*"event":"end"/m] },
    STANDS,
    { shows: ['Active'], holds: [/Opener.*\tActive\tNone$/m, /Closer.*\tActive\tNone$/m] },
  ],
  'dropped-events': [
    STANDS,
    { holds: [/^\S+:function:\S*Closer\S*\t\S+:role\/\S*EndRole\S*\t\S*Undelivered\S*$/m] },
    { shows: ['DefaultPolicy'], holds: ['EndRoleDefaultPolicy'] },
  ],
  'residual-access': [
    { shows: ['findings', 'action', 'resource', 'allowedBy'], holds: ['s3:ListAllMyBuckets'] },
    { holds: [/policy\/.*Standing/] },
    { shows: ['allowed'], holds: ['allowed\tStandingForGood'] },
  ],
  'lost-events': [
    { shows: ['detailType', 'access', 'error'], holds: ['Access Closed', 'no such bus'] },
    { holds: [/:event-bus\/default$/m] },
    { status: 1, holds: ['Standing'] },
    { shows: ['requestPayload', 'errorMessage'], holds: ['Access Closed', 'no such bucket'] },
  ],
};

interface Runbook {
  readonly account: RunbookAccount;
  readonly shell: RunbookShell;
  /** What the section First leaves in the shell. */
  readonly environment: Environment;
}

const pasted = new Set<string>();
const shells: RunbookShell[] = [];

afterAll(() => {
  shells.forEach((shell) => {
    shell.close();
  });
});

function shellOf(account: RunbookAccount, environment: Environment): Runbook {
  const shell = new RunbookShell(account.operated.endpoint);
  shells.push(shell);
  return { account, shell, environment };
}

/** Somebody begins, about one access. */
async function begin(account: RunbookAccount, access: string): Promise<Runbook> {
  const { shell } = shellOf(account, {});
  const [values = '', , , names = ''] = PAGE.section('first').scripts;
  const own = values.replaceAll('Shop', account.name).replaceAll('ReleaseAccess', access);
  const { status, out, err, after } = await shell.exported(`${own}\n${names}`);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const { role, policies } = account.stack.access(access);
  expect(out).toBe(`${access} gives ${roleName(role)}: ${policies.join('\t')}\n`);
  [values, names].forEach((script) => pasted.add(script));
  return { account, shell, environment: after };
}

const answers = new Map<string, Promise<Answered>>();

function lasting(script: string, run: () => Promise<Answered>): Promise<Answered> {
  const answer = answers.get(script) ?? run();
  answers.set(script, answer);
  return answer;
}

/** Pastes a block, and holds the answer to what is expected of it. */
async function paste(
  { shell, environment }: Runbook,
  [anchor, index]: readonly [string, number],
  { status: expected = 0, shows = [], holds = [], lasts }: Expected = {},
): Promise<string> {
  const { prose, scripts } = PAGE.section(anchor);
  const script = scripts[index] ?? '';
  pasted.add(script);
  const run = (): Promise<Answered> => shell.run(script, environment);
  const { status, out, err } = await (lasts === true ? lasting(script, run) : run());
  expect({ script, status, err }).toEqual({ script, status: expected, err: '' });
  for (const text of [...shows, ...holds]) {
    expect(out).toMatch(text);
  }
  for (const text of shows) {
    expect(prose).toContain(text);
  }
  return out;
}

/** Made once, by whichever test comes first: tests that run at once start before any hook. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Nearly every alarm is red here, and one role has by a second way what an access gives. */
const red = once(async () => {
  const stack = stackNamed('Red');
  const standing = ['Standing', 'PastEnd', 'ByHand'];
  standing.forEach((id) => over(stack, id));
  new AccessEventArchive(stack, 'Archive');
  const account = await accountWith(stack, standing);
  const { stack: deployed } = account;
  await Promise.all([
    attachByHand(deployed.aws.iam, { ...deployed.access('ByHand'), policies: deployed.access('Standing').policies }),
    ...[disableSweep(account), raiseAlarms(account), account.operated.log('Closer', logged(account))],
    ...[leaveFailedEnd(account, 'Standing'), leaveUndelivered(account), leaveUnwritten(account)],
  ]);
  return account;
});

/** Somebody broke glass here, and the end of an access has failed. */
const broken = once(async () => {
  const stack = stackNamed('Broken');
  ['Late', 'Standing'].forEach((id) => over(stack, id));
  breakGlass(stack, 'Incident');
  const account = await accountWith(stack, ['Late', 'Standing']);
  await Promise.all([openNow(account, 'Incident'), leaveFailedEnd(account, 'Late')]);
  return account;
});

const inRed = once(async () => begin(await red(), 'ByHand'));
const inBroken = once(async () => begin(await broken(), 'Late'));

/** For commands that take no more than the stack. */
const inLocked = once(async () => {
  const stack = stackNamed('Locked');
  over(stack, 'Standing');
  return shellOf(await accountWith(stack, ['Standing']), {
    TEMPORARY_ACCESS_STACK: stack.stackName,
    AWS_REGION: REGION,
  });
});

/** Another access of the same stack, for commands that take no more than its id. */
function about({ environment, ...same }: Runbook, ACCESS: string): Runbook {
  return { ...same, environment: { ...environment, ACCESS } };
}

// One block, since jest runs at once only what stands in the same; first what takes longest.
describeInShell('the runbook', () => {
  test.concurrent(
    'tells who broke glass, and closes it',
    async () => {
      const runbook = about(await inBroken(), 'Incident');
      const { stack } = runbook.account;
      const state = (): Promise<string> => stateOf(stack.aws.iam, stack.access('Incident'));
      const why = 'the cart is on fire';
      await paste(runbook, ['break-glass', 0], { shows: ['OPEN', 'open for'], holds: ['for case INC-7', why] });
      await paste(runbook, ['break-glass', 1], { shows: ['requestedBy'], holds: ['"access":"Incident"', why] });
      expect(await state()).toBe('open');
      await paste(runbook, ['break-glass', 2], { shows: ['is closed:'] });
      expect(await state()).toBe('closed');
      await runbook.account.settled();
    },
    UNHURRIED,
  );

  test.concurrent(
    'closes by hand, by rights over IAM and by the attachment role, and proves it',
    async () => {
      const runbook = await inRed();
      const { stack } = runbook.account;
      const access = stack.access('ByHand');
      const [policy = ''] = access.policies;
      const seen = await paste(runbook, ['residual-access', 1], { holds: [policy] });
      expect(seen).toContain(stack.access('Standing').policies[0]);
      await paste(runbook, ['close-by-hand', 0]);
      const read = await paste(runbook, ['prove-it', 0]);
      expect(read).not.toContain(policy);
      expect(read.split(stack.access('Standing').policies[0]!)).toHaveLength(4);

      await attachByHand(stack.aws.iam, access);
      const { shell, environment } = runbook;
      const asRole = PAGE.section('close-by-hand').scripts[1] ?? '';
      pasted.add(asRole);
      const { out, after } = await shell.exported(asRole, environment);
      expect(out).toMatch(/:assumed-role\/\S+AttachmentRole\S+\/close-ByHand$/m);
      expect(after['AWS_ACCESS_KEY_ID']).not.toBe(environment['AWS_ACCESS_KEY_ID']);
      await paste({ ...runbook, environment: after }, ['close-by-hand', 0]);
      expect(await stateOf(stack.aws.iam, access)).toBe('closed');

      await paste(runbook, ['prove-it', 1], { status: 1, holds: ['ByHand'] });
      const detached = await paste(runbook, ['prove-it', 2], { shows: ['requestID'], holds: ['close-ByHand'] });
      expect(detached).not.toContain('close-Standing');
    },
    UNHURRIED,
  );

  test.concurrent(
    'sweeps now, tries a failed end again, and empties the queues',
    async () => {
      const runbook = await inBroken();
      const { stack, settled } = runbook.account;
      const [late, standing] = [stack.access('Late'), stack.access('Standing')];
      const closed = async (access: typeof late): Promise<void> => {
        while ((await stateOf(stack.aws.iam, access)) !== 'closed') {
          await pause(BETWEEN_READS);
        }
      };
      await paste(runbook, ['redrive-the-queues', 0]);
      await paste(runbook, ['redrive-the-queues', 3], { shows: ['202'] });
      await closed(late);
      expect(await stateOf(stack.aws.iam, standing)).toBe('open');
      await paste(runbook, ['redrive-the-queues', 1], { shows: ['202'] });
      await closed(standing);
      await paste(runbook, ['redrive-the-queues', 2], { holds: [/^Standing: closed/m, /^Late: closed/m] });
      await paste(runbook, ['redrive-the-queues', 4]);
      expect(await paste(runbook, ['failed-events', 0])).not.toContain('Late');
      await settled();
    },
    UNHURRIED,
  );

  test.concurrent(
    'closes everything, now, and lets it open again',
    async () => {
      const runbook = await inLocked();
      const { stack, settled } = runbook.account;
      const state = (): Promise<string> => stateOf(stack.aws.iam, stack.access('Standing'));
      expect(await state()).toBe('open');
      const locked = { shows: ['closed'], holds: ['locked down since', 'INC-7: a key has leaked', /closed +Standing/] };
      await paste(runbook, ['everything-closed-now', 0], locked);
      expect(await state()).toBe('closed');
      await paste(runbook, ['first', 2], { holds: ['LOCKED DOWN'] });
      await paste(runbook, ['everything-closed-now', 2], { holds: ['is unlocked'] });
      await settled();
    },
    UNHURRIED,
  );

  test.concurrent('says first what is red and what is open', async () => {
    const runbook = await inRed();
    const alarms = runbook.account.stack.ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(5);
    await paste(runbook, ['first', 1], { holds: alarms });
    await paste(runbook, ['first', 2], STANDS);
  });

  test.concurrent.each(Object.entries(ALARMS))(
    'answers under %s what it says that it does',
    async (anchor, answers) => {
      const runbook = about(await inRed(), anchor === 'open-past-end' ? 'PastEnd' : 'Standing');
      for (const [index, expected] of answers.entries()) {
        await paste(runbook, [anchor, index], expected);
      }
    },
    UNHURRIED,
  );

  test.concurrent('stops the opener, and lets it go again', async () => {
    const runbook = await inBroken();
    const { shell, environment } = runbook;
    await paste(runbook, ['everything-closed-now', 1], { shows: ['0'] });
    await paste(runbook, ['everything-closed-now', 3]);
    const left = await shell.run('aws lambda get-function-concurrency --function-name "$OPENER"', environment);
    expect(left.out).not.toContain('"ReservedConcurrentExecutions": 0');
  });

  test('has no other command than those that were pasted here', () => {
    const all = PAGE.sections.flatMap(({ scripts }) => scripts);
    expect(all.filter((script) => !pasted.has(script))).toEqual([]);
  });

  test('has nothing to be typed but in a block to paste', () => {
    const typed = PAGE.sections.flatMap(({ prose }) =>
      [...prose.matchAll(/`((?:aws|npx) [^`]*)`/g)].map(([, it]) => it),
    );
    expect(typed).toEqual(['npx temporary-access', 'npx -p cdk-temporary-access temporary-access']);
  });
});
