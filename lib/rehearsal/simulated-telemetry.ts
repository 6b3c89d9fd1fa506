/** What the functions write down, tell their bus and measure, kept for whoever judges a run. */
import type { EpochMs } from '../core/interval';
import type { AccessRecord, Metric, Telemetry } from '../core/world';
import type { DeliveredEvent } from '../core/delivered-event';
import type { Invocation } from './simulated-lambda';
import type { VirtualClock } from './virtual-clock';

/** By whom it was written. */
interface Written {
  readonly functionArn: string;
  /** Names the run of the function. */
  readonly place: string;
}

/** What the functions wrote down about themselves. */
export interface Note extends Written {
  readonly at: EpochMs;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface WrittenRecord extends AccessRecord, Written {
  /** By the true clock; the function's own may be wrong. */
  readonly writtenAt: EpochMs;
}

export interface Counted {
  readonly at: EpochMs;
  readonly controller: string;
  readonly metric: Metric;
  readonly value: number;
  /** Of which it was measured beside the controller. */
  readonly access?: string;
}

export interface Alert {
  readonly at: EpochMs;
  readonly controller: string;
  readonly access: string;
  readonly open: boolean;
}

/** What a bus took of a function, as it hands it on. */
export interface PutEvent extends Written {
  readonly putAt: EpochMs;
  readonly busArn: string;
  readonly event: DeliveredEvent;
}

export interface Telemetered {
  readonly records: WrittenRecord[];
  readonly notes: Note[];
  /** Records and notes, in the order in which they were written. */
  readonly lines: (WrittenRecord | Note)[];
  readonly events: PutEvent[];
  readonly counts: Counted[];
  /** Of break-glass accesses. */
  readonly alerts: Alert[];
}

export function nothingTelemetered(): Telemetered {
  return { records: [], notes: [], lines: [], events: [], counts: [], alerts: [] };
}

export function telemetryOf(clock: VirtualClock, to: Telemetered, invocation: Invocation): Telemetry {
  const { place } = invocation;
  const { arn: functionArn, environment } = invocation.function;
  const controller = environment['CONTROLLER'] ?? '';
  return {
    record: (record) => {
      const written = { ...record, functionArn, place, writtenAt: clock.now() };
      to.records.push(written);
      to.lines.push(written);
    },
    note: (message, fields) => {
      const note = { at: clock.now(), functionArn, place, message, fields };
      to.notes.push(note);
      to.lines.push(note);
    },
    measure: (metric, value, access) => {
      to.counts.push({ at: clock.now(), controller, metric, value, ...(access === undefined ? {} : { access }) });
    },
    breakGlass: (access, open) => {
      to.alerts.push({ at: clock.now(), controller, access, open });
    },
  };
}
