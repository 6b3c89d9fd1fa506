/** What the handler asks of AWS for one window when nothing goes wrong, and what each of the calls is for. */
import { handleCloser } from '../lambda/closer';
import { handleOpener } from '../lambda/opener';
import { declare, DEPLOYER, edgeEvent, MemoryWorld, type Operation, WRITE } from '../test/lambda/memory-world';
import type { Figure, Table } from './figure';

const START = '2026-12-01T20:00:00Z';
const END = '2026-12-01T22:00:00Z';
const MINUTE = 60_000;

const NAMES: Readonly<Record<Operation, string>> = {
  list: 'iam:ListAttachedRolePolicies',
  schedule: 'scheduler:GetSchedule',
  names: 'scheduler:ListSchedules',
  create: 'scheduler:CreateSchedule',
  remove: 'scheduler:DeleteSchedule',
  assume: 'sts:AssumeRole',
  attach: 'iam:AttachRolePolicy',
  detach: 'iam:DetachRolePolicy',
  respond: 'the answer to CloudFormation',
  policy: 'iam:GetPolicy',
  document: 'iam:GetPolicyVersion',
  simulate: 'iam:SimulatePrincipalPolicy',
};

/** In the order of the calls; a call of another kind than the one explained here is shown as unexplained. */
type Reasons = readonly (readonly [Operation, string])[];

const OPENING: Reasons = [
  ['schedule', 'I2, I8: the manifest lists this very declaration, and the sweep is enabled'],
  ['schedule', 'I3: nobody has locked the stack'],
  ['schedule', 'I3: nor this access'],
  ['schedule', 'I2: the end is armed'],
  ['schedule', 'I3: the start is still declared'],
  ['list', 'I7: IAM says what is attached already'],
  ['assume', 'needed; I1, I3: the session may attach these policies, for ten seconds'],
  ['attach', 'needed'],
  ['schedule', 'I3: read again, the manifest still lists it'],
  ['schedule', 'I3: read again, nobody has locked the stack'],
  ['schedule', 'I3: read again, nor this access'],
  ['schedule', 'I3: read again, the start is still declared'],
];
const CLOSING: Reasons = [
  ['schedule', 'I8, I9: the windows that the pair has by the latest deployment'],
  ['assume', 'needed; I1: the session may detach these policies'],
  ['detach', 'needed'],
  ['list', 'I5: not there'],
  ['list', 'I5: still not there when IAM has settled'],
];

/** One session and one change. */
const FEWEST = { what: 'at the least', value: 2 };

export async function calls(): Promise<{ figures: Figure[]; tables: Table[] }> {
  const access = declare();

  const opening = new MemoryWorld(START).deploy(access);
  await handleOpener(opening, edgeEvent('start', access, START), opening.in(MINUTE));
  expectAttached(opening, [WRITE]);

  const closing = new MemoryWorld(END).deploy(access).role(DEPLOYER, WRITE);
  await handleCloser(closing, edgeEvent('end', access, END), closing.in(MINUTE));
  expectAttached(closing, []);

  return {
    figures: [
      { name: 'one open', unit: 'calls', value: opening.calls.length, beside: FEWEST, target: { value: 12 } },
      { name: 'one close', unit: 'calls', value: closing.calls.length, beside: FEWEST, target: { value: 5 } },
    ],
    tables: [tableOf('one open', opening, OPENING), tableOf('one close', closing, CLOSING)],
  };
}

function expectAttached(world: MemoryWorld, policies: readonly string[]): void {
  const attached = world.attached(DEPLOYER);
  if (attached.join() !== policies.join()) {
    throw new Error(`expected ${policies.join() || 'nothing'} attached, found ${attached.join() || 'nothing'}`);
  }
}

function tableOf(title: string, world: MemoryWorld, reasons: Reasons): Table {
  return {
    title: `the calls of ${title}`,
    rows: [
      ['call', 'of', 'for'],
      ...world.calls.map(({ operation, detail }, index) => [
        NAMES[operation],
        detail.slice(detail.lastIndexOf('/') + 1),
        reasons[index]?.[0] === operation ? reasons[index][1] : 'unexplained',
      ]),
    ],
  };
}
