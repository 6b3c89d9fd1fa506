/**
 * What a function of the controller wrote about an access: the answer to a request, in its own words.
 *
 * Not everybody who may ask may also read the logs. Then there is no answer here, and IAM and the schedules have to do.
 */
import { type EpochMs, iso, MINUTE, plus } from '../core/interval';
import type { Happening, Trigger } from '../core/world';
import type { Account } from './account';
import { failedCall, isPassing } from './call-failure';

/** CloudWatch hands out pages that hold nothing yet. */
const MOST_PAGES = 20;

/** The clock of this machine may be ahead of AWS's. */
const CLOCKS_APART = 5 * MINUTE;

export interface Logged {
  readonly event: Happening;
  readonly trigger: Trigger;
  /** When, by the clock of the function. */
  readonly at: string;
  readonly access: string;
  readonly reason?: string;
  readonly request?: string;
  readonly until?: string;
  readonly reads?: number;
}

export interface LogOf {
  readonly group: string | undefined;
  readonly access: string;
  readonly trigger: Trigger;
  readonly since: EpochMs;
}

/** Reads the records again and again; once it has been refused, it asks no more. */
export class RecordsReader {
  #unreadable: string | undefined;

  constructor(
    private readonly account: Account,
    private readonly log: LogOf,
  ) {
    this.#unreadable = log.group === undefined ? 'the stack has no log group of it' : undefined;
  }

  /** Why there are no records to go by, if so. */
  get unreadable(): string | undefined {
    return this.#unreadable;
  }

  async read(): Promise<Logged[]> {
    const { group } = this.log;
    if (this.#unreadable !== undefined || group === undefined) {
      return [];
    }
    try {
      return await this.records(group);
    } catch (error) {
      if (!isPassing(error)) {
        this.#unreadable = failedCall(error)?.message ?? String(error);
      }
      return [];
    }
  }

  private async records(group: string): Promise<Logged[]> {
    const { access, trigger, since } = this.log;
    const query = {
      since: plus(since, -CLOCKS_APART),
      pattern: `{ ($.access = "${access}") && ($.trigger = "${trigger}") }`,
    };
    const records: Logged[] = [];
    let marker: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const found = await this.account.linesPage(group, query, marker);
      records.push(...found.lines.flatMap((line) => recordIn(line) ?? []));
      marker = found.marker;
      if (marker === undefined) {
        break;
      }
    }
    return records.filter((one) => one.access === access && one.trigger === trigger && one.at >= iso(query.since));
  }
}

function recordIn(line: string): Logged | undefined {
  try {
    const read = JSON.parse(line) as Partial<Logged>;
    return read.event !== undefined && read.at !== undefined ? (read as Logged) : undefined;
  } catch {
    return undefined;
  }
}
