/** The status of a stack's accesses, for people. */
import { type EpochMs, SECOND } from '../core/interval';
import { instant } from '../core/lease';
import { durationText } from '../rehearsal/duration-text';
import type { AccessStatus, LeaseStatus, StackStatus, State, WindowStatus } from './status';

const STATES: Readonly<Record<State, string>> = {
  open: 'OPEN',
  closed: 'closed',
  partly: 'PARTLY OPEN',
  unknown: 'UNKNOWN',
};

const NAME_WIDTH = 10;
const LOCKED = 'locked down'.length;

export function statusText({ stack, at, locks, accesses, wrong, notes }: StackStatus): string {
  const now = instant(at);
  return [
    `Stack ${stack} at ${at}`,
    ...locks.map(
      ({ access, words }) =>
        `  ${access ?? 'EVERYTHING'} is ${words.toUpperCase().slice(0, LOCKED)}${words.slice(LOCKED)}`,
    ),
    ...wrong.map((one) => `  !! ${one}`),
    ...notes.map((one) => line('note', one)),
    ...accesses.flatMap((access) => ['', ...accessLines(access, now)]),
    '',
  ].join('\n');
}

function accessLines(access: AccessStatus, now: EpochMs): string[] {
  const { state, purpose, role, policies, attached } = access;
  return [
    `${access.access}: ${STATES[state]} (${purpose})`,
    ...access.wrong.map((one) => `  !! ${one}`),
    line('role', role),
    ...policies.map((policy) => line('policy', `${policy}${attachedWord(state, attached.includes(policy))}`)),
    ...access.windows.map((window) => line(`window ${window.id}`, windowWords(window, now))),
    ...access.leases.map((lease) => line('open for', leaseWords(lease, now))),
    ...access.holds.map(({ key, until }) => line('held', `${key}, until ${until}`)),
    ...access.notes.map((one) => line('note', one)),
  ];
}

function line(name: string, words: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}${words}`;
}

function attachedWord(state: State, isAttached: boolean): string {
  return state === 'unknown' ? '' : isAttached ? ' (attached)' : ' (not attached)';
}

function windowWords({ words, openUntil, next, onDemand, breakGlass }: WindowStatus, now: EpochMs): string {
  const marked = `${breakGlass ? 'BREAK GLASS, ' : ''}${words}`;
  if (openUntil !== undefined) {
    return `${marked}: open until ${untilWords(openUntil, now)}`;
  }
  if (next === undefined) {
    return `${marked}: never again`;
  }
  if (onDemand) {
    return `${marked}: ${instant(next) <= now ? 'hears requests' : `hears requests from ${next} on`}`;
  }
  return `${marked}: next at ${next}`;
}

function leaseWords({ request, correlation, reason, asked, until }: LeaseStatus, now: EpochMs): string {
  const of = correlation === undefined ? '' : ` for case ${correlation}`;
  const why = reason === undefined ? '' : `: ${JSON.stringify(reason)}`;
  return `request ${request}${of}, asked at ${asked}, until ${untilWords(until, now)}${why}`;
}

/** `2026-12-01T22:00:00Z (in 1 h 45 min)`. */
export function untilWords(until: string, now: EpochMs): string {
  return `${until} (in ${durationText((instant(until) - now) / SECOND)})`;
}
