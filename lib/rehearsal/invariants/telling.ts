/** What is written down is told: each record to the bus, in the published form, unless the log says that it was not. */
import * as v from 'valibot';
import { DETAIL_SCHEMAS } from '../../core/access-event-schema';
import { DETAIL_TYPES } from '../../core/access-events';
import { type EpochMs, iso, MINUTE, plus } from '../../core/interval';
import type { Breach } from '../report';
import type { PutEvent, WrittenRecord } from '../simulated-telemetry';
import type { Played } from './played';

/** No run of a function takes longer, and none has to tell anything once it is over. */
const TO_TELL = 15 * MINUTE;

export function breachesOfTelling(played: Played): Breach[] {
  return [...malformed(played), ...untold(played), ...invented(played)];
}

/** Strictly: a field that the types do not know is a mistake here, and let pass by readers. */
function malformed({ events }: Played): Breach[] {
  return events.flatMap(({ putAt, event }) => {
    const { issues } = v.safeParse(DETAIL_SCHEMAS[event['detail-type']], event.detail);
    const [issue] = issues ?? [];
    if (issue === undefined) {
      return [];
    }
    const where = v.getDotPath(issue) ?? 'the detail';
    const what = `${event['detail-type']} has not the published form: ${where}: ${issue.message}`;
    return [{ invariant: 'events', access: event.detail.access, at: putAt, what }];
  });
}

/** Nothing is lost in silence. A function that is stopped meanwhile can tell nothing any more. */
function untold(played: Played): Breach[] {
  const told = new Set(played.events.map(keyOfEvent));
  return played.records
    .filter((record) => DETAIL_TYPES[record.event] !== undefined && !told.has(keyOfRecord(record)))
    .filter((record) => whyUntold(played, record) === undefined)
    .map(({ event, access, writtenAt }) => {
      const what = `it was recorded as ${event} at ${iso(writtenAt)}, and no bus was told, nor the log that none was`;
      return { invariant: 'events', access, at: writtenAt, what };
    });
}

/** Why a bus has not been told what a record says, if there is a good reason. */
export function whyUntold(played: Played, { place, access, event, writtenAt }: WrittenRecord): string | undefined {
  const within = (at: EpochMs): boolean => at >= writtenAt && at <= plus(writtenAt, TO_TELL);
  const noted = played.notes.some(
    (note) =>
      note.message === 'event not sent' &&
      note.place === place &&
      within(note.at) &&
      note.fields['access'] === access &&
      note.fields['detailType'] === DETAIL_TYPES[event],
  );
  if (noted) {
    return 'the log says that the event was not sent';
  }
  if (played.stopped.some((run) => run.place === place && within(run.at))) {
    return 'the function was stopped';
  }
  return plus(writtenAt, TO_TELL) > played.now ? 'it may yet be told' : undefined;
}

function invented({ records, events }: Played): Breach[] {
  const known = new Set(records.map(keyOfRecord));
  return events
    .filter((event) => !known.has(keyOfEvent(event)))
    .map(({ putAt, event }) => {
      const what = `a bus was told ${event['detail-type']}, and nothing of the kind was recorded`;
      return { invariant: 'events', access: event.detail.access, at: putAt, what };
    });
}

function keyOfRecord({ place, event, access, at, policies }: WrittenRecord): string {
  return [place, DETAIL_TYPES[event], access, iso(at), ...policies].join('\n');
}

function keyOfEvent({ place, event }: PutEvent): string {
  const { access, at, policies } = event.detail;
  // A malformed one is told of elsewhere.
  return [place, event['detail-type'], access, at, policies].flat().join('\n');
}
