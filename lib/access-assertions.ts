import type { Duration } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { ACCESS_RESOURCE } from './core/declaration';
import { type EpochMs, fromIso, HOUR, type Interval, iso, MINUTE, plus } from './core/interval';
import { mayBeLeased } from './core/lease';
import { isMalformed, readWindows } from './core/message';
import { busiestWeek } from './core/openings';
import { type DeclaredWindow, isOnDemand, nextOccurrence, openWindows } from './core/window';

/**
 * Assertions for your own tests: when an access of a synthesized template is open.
 *
 * They compute what the deployed handler computes, from what is in the template. Each throws an error that says what
 * is the case instead.
 *
 * When requests come no template says. So a window on demand is never said to be open, and counts as what it may be
 * wherever it is asked whether access could be open.
 *
 * They need no test framework, and no clock: what they say does not depend on the day on which they run.
 *
 * @example
 *
 * const accesses = AccessAssertions.fromTemplate(Template.fromStack(stack));
 * accesses.opensAt('ReleaseAccess', '2026-12-01T20:00:00Z');
 * accesses.neverOpenAt('ReleaseAccess', '2026-12-05T20:00:00Z');
 * accesses.maxOpenPerWeek('ReleaseAccess', Duration.hours(4));
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/testing.html
 */
export class AccessAssertions {
  /**
   * Reads the accesses of a template. Throws where it is of another version of this library, and cannot be read.
   *
   * @param template of a stack that declares accesses, by `Template.fromStack`
   * @returns what can be asserted of them
   */
  public static fromTemplate(template: Template): AccessAssertions {
    const windows = new Map<string, readonly DeclaredWindow[]>();
    for (const [logicalId, resource] of Object.entries(template.findResources(ACCESS_RESOURCE))) {
      const { access, windows: declared } = resource['Properties'] as { access: string; windows: unknown };
      const read = readWindows(declared);
      if (isMalformed(read)) {
        throw new Error(`the windows of ${logicalId} cannot be read: ${read.malformed}`);
      }
      windows.set(access, read);
    }
    return new AccessAssertions(windows);
  }

  private constructor(private readonly windows: ReadonlyMap<string, readonly DeclaredWindow[]>) {}

  /**
   * Fails unless the clock opens a window of the access at an instant. What opens on request is `canBeOpenedAt`.
   *
   * It throws, with what is the case instead; so it does for an access that the template has not, and for an instant
   * that is none.
   *
   * @param access the id of the access: its path within the stack
   * @param at in UTC: `2026-12-01T20:00:00Z`
   */
  public opensAt(access: string, at: string): void {
    const [windows, start] = [this.windowsOf(access), instant(at)];
    const justBefore = plus(start, -1);
    if (!windows.some((window) => nextOccurrence(window, justBefore)?.start === start)) {
      throw new Error(`${access} does not open at ${at}: ${around(windows, start)}`);
    }
  }

  /**
   * Fails unless the access is open at an instant by the clock alone. What is open on request is `canBeOpenedAt`. A start
   * is inside, an end is not.
   *
   * @param access the id of the access: its path within the stack
   * @param at in UTC: `2026-12-01T20:00:00Z`
   */
  public isOpenAt(access: string, at: string): void {
    const [windows, instantAt] = [this.windowsOf(access), instant(at)];
    if (openWindows(windows, instantAt).length === 0) {
      throw new Error(`${access} is not open at ${at}: ${around(windows, instantAt)}`);
    }
  }

  /**
   * Fails unless a request may open the access at an instant: it has a window on demand whose hours are then.
   *
   * @param access the id of the access: its path within the stack
   * @param at in UTC: `2026-12-01T20:00:00Z`
   */
  public canBeOpenedAt(access: string, at: string): void {
    const [windows, instantAt] = [this.windowsOf(access), instant(at)];
    if (!windows.some((window) => mayBeLeased(window, instantAt))) {
      throw new Error(`no request may open ${access} at ${at}: ${requestable(windows, instantAt)}`);
    }
  }

  /**
   * Fails if the access is open at an instant, or if a request may have opened it by then. That nothing else gives the
   * role such rights then, it does not say.
   *
   * @param access the id of the access: its path within the stack
   * @param at in UTC: `2026-12-01T20:00:00Z`
   */
  public neverOpenAt(access: string, at: string): void {
    const [windows, instantAt] = [this.windowsOf(access), instant(at)];
    if (openWindows(windows, instantAt).length > 0) {
      throw new Error(`${access} is open at ${at}: ${around(windows, instantAt)}`);
    }
    const asked = windows.find((window) => mayBeLeased(window, instantAt));
    if (asked !== undefined) {
      throw new Error(`${access} may be open at ${at}: a request may open it then (${asked.words})`);
    }
  }

  /**
   * Fails if the access is open for longer than this in any seven days on end of the wall clock. Six years from 2026
   * on are looked at, and every one-time window. A window on demand counts as open whenever a request may open it.
   *
   * @param access the id of the access: its path within the stack
   * @param longest for how long it may be open in seven days
   */
  public maxOpenPerWeek(access: string, longest: Duration): void {
    const windows = this.windowsOf(access);
    const { openMs, from } = busiestWeek(windows);
    if (openMs > longest.toMilliseconds()) {
      throw new Error(
        `${access} ${windows.some(isOnDemand) ? 'may be' : 'is'} open for ${hours(openMs)} in the seven days from ${iso(from)}, longer than ` +
          hours(longest.toMilliseconds()),
      );
    }
  }

  private windowsOf(access: string): readonly DeclaredWindow[] {
    const windows = this.windows.get(access);
    if (windows === undefined) {
      const known = [...this.windows.keys()].sort().join(', ');
      throw new Error(
        `the template has no access ${access}: ${known === '' ? 'it has none at all' : `it has ${known}`}`,
      );
    }
    return windows;
  }
}

/** What is the case instead: the opening that holds the instant, or the next. */
function around(windows: readonly DeclaredWindow[], at: EpochMs): string {
  const asked = windows.filter(isOnDemand).map(({ words }) => words);
  const onRequest = `on request only, which canBeOpenedAt looks at (${asked.join('; ')})`;
  if (asked.length === windows.length && asked.length > 0) {
    return `it opens ${onRequest}`;
  }
  const [open] = openWindows(windows, at);
  if (open !== undefined) {
    return `it is open from ${iso(open.occurrence.start)} to ${iso(open.occurrence.end)} (${open.window.words})`;
  }
  const next = nextOf(windows, at);
  const clock =
    next === undefined ? 'it never opens after that' : `it opens next at ${iso(next.start)}, until ${iso(next.end)}`;
  return `${clock}${asked.length === 0 ? '' : `; beside that, it opens ${onRequest}`}`;
}

/** When a request may open it instead. */
function requestable(windows: readonly DeclaredWindow[], at: EpochMs): string {
  const asked = windows.filter(isOnDemand);
  const next = nextOf(
    asked.flatMap(({ within }) => within ?? []),
    at,
  );
  if (next === undefined) {
    return asked.length === 0 ? 'it has no window on demand' : 'no request is heard after that';
  }
  return `the next are heard from ${iso(next.start)}, until ${iso(next.end)}`;
}

function nextOf(windows: readonly DeclaredWindow[], at: EpochMs): Interval | undefined {
  return windows.flatMap((window) => nextOccurrence(window, at) ?? []).sort((one, other) => one.start - other.start)[0];
}

function instant(text: string): EpochMs {
  const at = fromIso(text);
  if (at === undefined) {
    throw new Error(`'${text}' is no instant in UTC: write it as '2026-12-01T20:00:00Z'`);
  }
  return at;
}

function hours(ms: number): string {
  const minutes = Math.round((ms % HOUR) / MINUTE);
  return `${Math.floor(ms / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}
