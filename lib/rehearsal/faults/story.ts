/** What happened in a run, line by line, for somebody who has to find out why. */
import { type EpochMs, HOUR, iso, plus } from '../../core/interval';
import type { Played } from '../invariants/played';
import type { Breach } from '../report';
import type { TroubledRun } from './troubled-run';

export interface Line {
  readonly at: EpochMs;
  readonly what: string;
}

/** Long before the first breach nothing has a part in it, but for what somebody left behind. */
const BEFORE = 3 * HOUR;
const AFTER = 5_000;

/** Up to the first breach, in order of time. */
export function storyOf({ played, breaches }: TroubledRun): Line[] {
  const [first] = breaches;
  const from = plus(first?.at ?? played.from, -BEFORE);
  const to = plus(first?.at ?? played.now, AFTER);
  const lines = [
    ...played.deployments.flatMap(deploymentLines),
    ...played.changes.map(({ at, change, role, policy, by }) => ({
      at,
      what: `${by}: ${change === 'attached' ? 'attaches' : 'detaches'} ${name(policy)} ${change === 'attached' ? 'to' : 'from'} ${name(role)}`,
    })),
    ...played.records
      .filter(({ event }) => event !== 'attached' && event !== 'detached')
      .map(({ writtenAt, event, trigger, access, reason }) => ({
        at: writtenAt,
        what: `${access}: ${event} (${trigger})${reason === undefined ? '' : `: ${reason}`}`,
      })),
    ...played.signals.map(({ at, event, refused }) => ({
      at,
      what: `event ${event.id} of ${event.source}${refused === undefined ? '' : ` is refused: ${refused}`}`,
    })),
    ...played.arranged.flatMap(arrangedLines),
    ...played.failed.map(({ at, functionName, cause, reason }) => ({
      at,
      what: `${functionName} fails for good on ${cause}: ${reason}`,
    })),
    ...breaches.map(breachLine),
  ].filter(({ at }) => at >= from && at <= to);
  const faults = played.faults.map(({ from: at, kind, words }) => ({ at, what: `[${kind}] ${words}` }));
  return together([...lines, ...faults.filter(({ at }) => at <= to)].sort((a, b) => a.at - b.at));
}

/** What comes again and again, such as a close that fails at every sweep, is said once. */
function together(lines: readonly Line[]): Line[] {
  const same = new Map<string, { readonly first: Line; readonly last: EpochMs; readonly times: number }>();
  for (const line of lines) {
    const known = same.get(line.what);
    same.set(line.what, { first: known?.first ?? line, last: line.at, times: (known?.times ?? 0) + 1 });
  }
  return [...same.values()].map(({ first, last, times }) =>
    times === 1 ? first : { at: first.at, what: `${first.what} (${times} times, until ${iso(last)})` },
  );
}

function deploymentLines({ stack, from, to, succeeded, stuck }: Played['deployments'][0]): Line[] {
  const outcome = succeeded ? 'succeeded' : stuck ? 'is stuck, and calls for people' : 'was rolled back';
  return [
    { at: from, what: `a deployment of ${stack} begins` },
    ...(to === undefined ? [] : [{ at: to, what: `the deployment of ${stack} ${outcome}` }]),
  ];
}

function arrangedLines({ schedule, access, lease, hold, from, to }: Played['arranged'][0]): Line[] {
  const what =
    lease !== undefined ? `a lease until ${lease.end}` : hold === undefined ? 'a lock' : `a hold on ${hold.key}`;
  return [
    { at: from, what: `${access ?? 'the whole stack'}: ${what} stands as ${schedule}` },
    ...(to === undefined ? [] : [{ at: to, what: `${access ?? 'the whole stack'}: ${schedule} is gone` }]),
  ];
}

function breachLine({ at, invariant, what }: Breach): Line {
  return { at, what: `${invariant} IS BROKEN: ${what}` };
}

function name(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
