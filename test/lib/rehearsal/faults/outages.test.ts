import { type CallSite, type Outage, Outages } from '../../../../lib/rehearsal/faults/outages';
import { at } from '../invariants/played-fixture';

const list: CallSite = { service: 'iam', operation: 'list', subject: 'deploy' };

function failureOf(outage: Partial<Outage>, site: Partial<CallSite> = {}, now = '20:10:00'): string | undefined {
  const outages = new Outages();
  outages.add({ from: at('20:00:00'), to: at('20:30:00'), service: 'iam', failure: 'unavailable', ...outage });
  return outages.failureOf({ ...list, ...site }, at(now))?.failure;
}

test.each([
  ['one ms before it begins', '19:59:59.999', undefined],
  ['when it begins', '20:00:00.000', 'unavailable'],
  ['one ms before it is over', '20:29:59.999', 'unavailable'],
  ['when it is over', '20:30:00.000', undefined],
])('a call fails while there is an outage: %s', (_when, now, expected) => {
  expect(failureOf({}, {}, now)).toBe(expected);
});

test('a call fails for good where nobody mends it', () => {
  expect(failureOf({ to: undefined }, {}, '2027-12-01T00:00:00Z')).toBe('unavailable');
});

test.each<[string, Partial<Outage>, Partial<CallSite>, string | undefined]>([
  ['everything of a service', {}, { subject: 'other' }, 'unavailable'],
  ['no other service', {}, { service: 'sts' }, undefined],
  ['one subject', { subject: 'deploy' }, {}, 'unavailable'],
  ['no other subject', { subject: 'deploy' }, { subject: 'other' }, undefined],
  ['every operation', { subject: 'deploy' }, { operation: 'detach' }, 'unavailable'],
])('an outage concerns %s', (_what, outage, site, expected) => {
  expect(failureOf(outage, site)).toBe(expected);
});

test('a call fails in the way of the outage, and names operation and subject', () => {
  const outages = new Outages();
  outages.add({ from: at('20:00:00'), to: undefined, service: 'iam', failure: 'conflict' });
  expect(outages.failureOf(list, at('20:00:00'))).toMatchObject({ failure: 'conflict', operation: 'list' });
  expect(outages.failureOf(list, at('20:00:00'))?.message).toContain('deploy');
});

test('of several outages the one that is at work counts', () => {
  const outages = new Outages();
  const outage = { service: 'iam', failure: 'unavailable' } as const;
  outages.add({ ...outage, from: at('20:00:00'), to: at('20:10:00') });
  outages.add({ ...outage, from: at('20:20:00'), to: at('20:30:00') });
  expect(['20:05:00', '20:15:00', '20:25:00'].map((now) => outages.failureOf(list, at(now))?.failure)).toEqual([
    'unavailable',
    undefined,
    'unavailable',
  ]);
});
