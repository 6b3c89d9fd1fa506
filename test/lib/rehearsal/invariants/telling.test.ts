import type { Played } from '../../../../lib/rehearsal/invariants/played';
import { breachesOfTelling } from '../../../../lib/rehearsal/invariants/telling';
import type { Note } from '../../../../lib/rehearsal/simulated-telemetry';
import { at, closer, openerArn, played, record, texts, told } from './played-fixture';

const opened = record('opened', '20:00:10');
const verified = record('verified', '22:00:20', { reads: 3 });
const breaches = (more: Partial<Played>): string[] =>
  texts(breachesOfTelling(played({ records: [opened, verified], events: [told(opened), told(verified)], ...more })));

const note = (time: string, more: Partial<Note> = {}): Note => ({
  ...{ at: at(time), functionArn: openerArn, place: 'a run', message: 'event not sent' },
  fields: { access: 'Release', detailType: 'Removal Verified' },
  ...more,
});
const stopped = (time: string, place = 'a run'): Played['stopped'][0] => ({
  ...{ functionArn: openerArn, roleArn: closer, place, errand: 'end', began: at('22:00:00'), at: at(time) },
});

test('what is recorded is told', () => {
  expect(breaches({})).toEqual([]);
  expect(breaches({ events: [told(opened)] })).toEqual([
    'events Release 22:00:20: it was recorded as verified at 2026-12-01T22:00:20Z, and no bus was told, nor the log that none was',
  ]);
});

test('what is only a step on the way need not be told', () => {
  expect(breaches({ records: [opened, verified, record('attached', '20:00:05')] })).toEqual([]);
});

test.each<[string, Partial<Played>, boolean]>([
  ['the log says that it was not', { notes: [note('22:00:25')] }, true],
  ['the log says so of another event', { notes: [note('22:00:25', { fields: { access: 'Release' } })] }, false],
  ['the log says so in another run', { notes: [note('22:00:25', { place: 'another' })] }, false],
  ['the log said so before', { notes: [note('22:00:19.999')] }, false],
  ['the function was stopped', { stopped: [stopped('22:00:30')] }, true],
  ['another function was stopped', { stopped: [stopped('22:00:30', 'another')] }, false],
  ['the function was stopped long after', { stopped: [stopped('22:15:20.001')] }, false],
  ['it may yet be told', { now: at('22:15:19') }, true],
  ['there was time enough to tell it', { now: at('22:15:20') }, false],
])('what is recorded may be untold where %s', (_what, more, isFine) => {
  expect(breaches({ events: [told(opened)], ...more })).toHaveLength(isFine ? 0 : 1);
});

test('what is told was recorded', () => {
  const more = told(record('close-failed', '22:00:30', { reason: 'denied' }));
  expect(breaches({ events: [told(opened), told(verified), more] })).toEqual([
    'events Release 22:00:30: a bus was told Close Failed, and nothing of the kind was recorded',
  ]);
});

test.each([
  ['misses a field', { reads: undefined }, 'reads'],
  ['has a field of another kind', { controller: 'Shop' }, 'controller'],
  ['has a field that no type knows', { color: 'red' }, 'color'],
])('what is told %s', (_what, detail, where) => {
  const { event, ...rest } = told(verified);
  const broken = { ...rest, event: { ...event, detail: { ...event.detail, ...detail } } as typeof event };
  expect(breaches({ events: [told(opened), broken] })[0]).toContain(
    `events Release 22:00:20: Removal Verified has not the published form: ${where}`,
  );
});
