/** What the functions wrote, as CloudWatch Logs would have it: one JSON object a line. */
import { type EpochMs, iso } from '../core/interval';
import { LEVEL } from '../core/log-level';
import type { Note, WrittenRecord } from './simulated-telemetry';

/** In the order in which they were written; `controllers` by the ARN of each function. */
export function logLines(lines: readonly (WrittenRecord | Note)[], controllers: ReadonlyMap<string, string>): string[] {
  return lines.map((line) => {
    const service = controllers.get(line.functionArn) ?? '';
    return JSON.stringify('event' in line ? recordLine(line, service) : noteLine(line, service));
  });
}

function recordLine({ event, at, writtenAt, ...fields }: WrittenRecord, service: string): object {
  // By whom it was written is for the judge of a play.
  const own = { event, at: iso(at), ...fields, functionArn: undefined, place: undefined };
  return { ...headOf(LEVEL[event], event, writtenAt, service), ...own };
}

function noteLine({ at, message, fields }: Note, service: string): object {
  return { ...headOf('warn', message, at, service), ...fields };
}

/** What the logger puts before the fields of a line. */
function headOf(level: string, message: string, at: EpochMs, service: string): object {
  // It always has milliseconds.
  return { level: level.toUpperCase(), message, timestamp: new Date(at).toISOString(), service, sampling_rate: 0 };
}
