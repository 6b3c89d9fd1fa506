/**
 * One sweep, in a process of its own that holds what a function of the controller holds: `sweep-once.js 1000`.
 *
 * All windows are over. Of ten accesses four share a role, and one is still attached, as after an outage.
 */
import { type DeclaredAccess, DECLARATION_VERSION } from '../lib/core/declaration';
import { epochMs, MINUTE, plus, SECOND } from '../lib/core/interval';
import { VirtualClock } from '../lib/rehearsal/virtual-clock';
import { closerIn } from '../lambda/handler';
import { LimitedWorld } from './limited-world';

/** The closer's time-out, less what the function keeps free before it. */
const TIME = 10 * MINUTE - 15 * SECOND;
const ACCOUNT = 'arn:aws:iam::111122223333';
const now = epochMs(Date.UTC(2026, 11, 2));

/** What `sweep-once` prints. */
export interface Swept {
  readonly roles: number;
  readonly closes: number;
  readonly seconds: number;
  readonly calls: number;
  readonly throttled: number;
  readonly heapBytes: number;
  readonly processBytes: number;
}

async function sweepOnce(size: number): Promise<Swept> {
  const accesses = Array.from({ length: size }, (_, index) => accessNumber(index));
  const clock = new VirtualClock(now);
  const world = new LimitedWorld(clock, accesses);
  const due = accesses.filter((_, index) => index % 10 === 0);
  due.forEach((access) => {
    world.attach(access);
  });
  const event = { version: DECLARATION_VERSION, event: 'sweep', scheduledTime: '2026-12-02T00:00:00Z', accesses };

  await clock.finish(closerIn(world, event, plus(now, TIME)));

  if (world.standing > 0 || world.counts.get('Verified') !== due.length || !world.counts.has('SweepHeartbeat')) {
    throw new Error(`the sweep left ${world.standing} policies, and counted ${JSON.stringify([...world.counts])}`);
  }
  return {
    roles: new Set(accesses.map(({ role }) => role)).size,
    closes: due.length,
    seconds: (clock.now() - now) / SECOND,
    calls: world.calls,
    throttled: world.throttled,
    heapBytes: world.peakHeap,
    processBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function accessNumber(index: number): DeclaredAccess {
  const access = `access-${index}`;
  const owner = index % 10 < 4 ? index - (index % 10) : index;
  return {
    version: DECLARATION_VERSION,
    access,
    purpose: 'Release train: deploy the shop front',
    role: `${ACCOUNT}:role/deployer-${owner}`,
    policies: [`${ACCOUNT}:policy/${access}`],
    attachmentRole: `${ACCOUNT}:role/attach-${access}`,
    windows: [
      {
        kind: 'recurring',
        id: '1',
        words: 'Tuesdays and Thursdays 20:00-22:00 Europe/London',
        start: 'cron(0 20 ? * TUE,THU *)',
        end: 'cron(0 22 ? * TUE,THU *)',
        timeZone: 'Europe/London',
      },
    ],
  };
}

sweepOnce(Number(process.argv[2])).then(
  (swept) => {
    console.log(JSON.stringify(swept));
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
