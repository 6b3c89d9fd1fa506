import type { Duration } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { ACCESS_RESOURCE } from './core/declaration';
import { type EpochMs, fromIso, HOUR, iso, MINUTE, plus } from './core/interval';
import { isMalformed, readWindows } from './core/message';
import { busiestWeek } from './core/openings';
import { type DeclaredWindow, nextOccurrence, openWindows } from './core/window';

/**
 * Assertions for your own tests: when an access of a synthesized template is open.
 *
 * They compute what the deployed handler computes, from what is in the template. Each throws an error that says what
 * is the case instead.
 *
 * @example
 *
 * const accesses = AccessAssertions.fromTemplate(Template.fromStack(stack));
 * accesses.opensAt('ReleaseAccess', '2026-12-01T20:00:00Z');
 * accesses.neverOpenAt('ReleaseAccess', '2026-12-05T20:00:00Z');
 * accesses.maxOpenPerWeek('ReleaseAccess', Duration.hours(4));
 */
export class AccessAssertions {
  /** Reads the accesses of a template. */
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
   * Fails unless a window of the access starts at an instant.
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
   * Fails unless the access is open at an instant.
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
   * Fails if the access is open at an instant.
   *
   * @param access the id of the access: its path within the stack
   * @param at in UTC: `2026-12-01T20:00:00Z`
   */
  public neverOpenAt(access: string, at: string): void {
    const [windows, instantAt] = [this.windowsOf(access), instant(at)];
    if (openWindows(windows, instantAt).length > 0) {
      throw new Error(`${access} is open at ${at}: ${around(windows, instantAt)}`);
    }
  }

  /**
   * Fails if the access is open for longer than this in any seven days on end of the wall clock. Six years from 2026
   * on are looked at, and every one-time window.
   *
   * @param access the id of the access: its path within the stack
   * @param longest for how long it may be open in seven days
   */
  public maxOpenPerWeek(access: string, longest: Duration): void {
    const { openMs, from } = busiestWeek(this.windowsOf(access));
    if (openMs > longest.toMilliseconds()) {
      throw new Error(
        `${access} is open for ${hours(openMs)} in the seven days from ${iso(from)}, longer than ` +
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
  const [open] = openWindows(windows, at);
  if (open !== undefined) {
    return `it is open from ${iso(open.occurrence.start)} to ${iso(open.occurrence.end)} (${open.window.words})`;
  }
  const [next] = windows
    .flatMap((window) => nextOccurrence(window, at) ?? [])
    .sort((one, other) => one.start - other.start);
  return next === undefined
    ? 'it never opens after that'
    : `it opens next at ${iso(next.start)}, until ${iso(next.end)}`;
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
