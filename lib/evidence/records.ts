/**
 * Everything that was read, of whatever source: records once each, and how much could not be read.
 *
 * Lambda and EventBridge say a thing at least once, and logs and archive may both be given.
 */
import { isObject, readRecord, type EvidenceRecord } from './record';
import { jsonObjects } from './json-objects';

export interface SourceRead {
  readonly name: string;
  readonly records: number;
  readonly unreadable: readonly Unreadable[];
}

export interface Unreadable {
  readonly why: string;
  /** Its beginning. */
  readonly text: string;
}

/** More of a broken line tells nobody more. */
const LONGEST_TEXT = 200;

export class Records {
  readonly #known = new Map<string, EvidenceRecord>();
  readonly #sources = new Map<string, { records: number; unreadable: Unreadable[] }>();

  get sources(): SourceRead[] {
    return [...this.#sources].map(([name, { records, unreadable }]) => ({ name, records, unreadable }));
  }

  /** In order of their times; what was said at the same time, always in the same order. */
  get all(): EvidenceRecord[] {
    return [...this.#known]
      .sort(([a, one], [b, other]) => one.at - other.at || (a < b ? -1 : 1))
      .map(([, record]) => record);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Takes all that stands in a text of a source. */
  take(source: string, text: string): void {
    const read = this.#of(source);
    for (const found of jsonObjects(text)) {
      if ('broken' in found) {
        read.unreadable.push({ why: 'it is no whole JSON object', text: found.broken.slice(0, LONGEST_TEXT) });
      } else {
        this.#takeObject(source, found.json);
      }
    }
  }

  #takeObject(source: string, json: unknown): void {
    const wrapped = messagesIn(json);
    if (wrapped !== undefined) {
      wrapped.forEach((text) => {
        this.take(source, text);
      });
      return;
    }
    const read = readRecord(json);
    if (read === 'not-ours') {
      return;
    }
    const { records, unreadable } = this.#of(source);
    if ('unreadable' in read) {
      unreadable.push({ why: read.unreadable, text: JSON.stringify(json).slice(0, LONGEST_TEXT) });
      return;
    }
    this.#sources.set(source, { records: records + 1, unreadable });
    const key = keyOf(read.record);
    const known = this.#known.get(key);
    // Of the two that say the same, the log says more.
    if (known === undefined || (known.witness === 'event' && read.record.witness === 'log')) {
      this.#known.set(key, read.record);
    }
  }

  #of(source: string): { records: number; unreadable: Unreadable[] } {
    const known = this.#sources.get(source) ?? { records: 0, unreadable: [] };
    this.#sources.set(source, known);
    return known;
  }
}

/** The lines within what `aws logs filter-log-events` answers, and within what a log subscription delivers. */
function messagesIn(json: unknown): string[] | undefined {
  if (!isObject(json)) {
    return undefined;
  }
  const list = json['logEvents'] ?? (Array.isArray(json['events']) ? json['events'] : undefined);
  return Array.isArray(list)
    ? list.flatMap((one: unknown) => (isObject(one) && typeof one['message'] === 'string' ? one['message'] : []))
    : undefined;
}

function keyOf({ event, trigger, at, controller, access, role, policies, request }: EvidenceRecord): string {
  return JSON.stringify([at, event, trigger, controller, access, role, [...policies].sort(), request ?? '']);
}
