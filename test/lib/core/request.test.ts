import * as fc from 'fast-check';
import { epochMs, iso, MINUTE } from '../../../lib/core/interval';
import { isRefused, MOST_AHEAD, readRequest, type Refused, type Request } from '../../../lib/core/request';
import { ASKED, at, PIPELINE } from './samples';

const ACCOUNT = '111111111111';
const NOW = at('2026-12-01T20:00:30Z');
const event = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Temporary Access Open Request',
  source: 'temporary-access.Release',
  account: ACCOUNT,
  time: '2026-12-01T20:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: { correlation: 'case-1', reason: 'the shop is down' },
};

const read = (different: object = {}, signal = ASKED, asks: 'open' | 'close' = 'open'): Request | Refused =>
  readRequest({ event: asks, request: { ...event, ...different } }, signal, ACCOUNT, NOW);

describe('an event', () => {
  test('says who asks, when, for which case and why', () => {
    expect(read()).toEqual({
      id: event.id,
      at: '2026-12-01T20:00:00Z',
      source: 'temporary-access.Release',
      correlation: 'case-1',
      reason: 'the shop is down',
    });
  });

  test.each([
    ['a minute ago', '2026-12-01T19:59:30Z', '2026-12-01T19:59:30Z'],
    ['now', '2026-12-01T20:00:30Z', '2026-12-01T20:00:30Z'],
    ['by a clock that is ahead', '2026-12-01T20:00:31Z', '2026-12-01T20:00:30Z'],
    ['by one that is five minutes ahead', '2026-12-01T20:05:30Z', '2026-12-01T20:00:30Z'],
  ])('that was sent %s counts for no later than now', (_when, time, asked) => {
    expect(read({ time })).toMatchObject({ at: asked });
  });

  test('that asks to close counts for what its sender says, also a little ahead: closing is the safe side', () => {
    expect(read({ time: '2026-12-01T20:05:30Z' }, ASKED, 'close')).toMatchObject({ at: '2026-12-01T20:05:30Z' });
    expect(isRefused(read({ time: '2026-12-01T20:05:31Z' }, ASKED, 'close'))).toBe(true);
  });

  test('never counts for later than now, nor for another time where it is not ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100 * MINUTE, max: MOST_AHEAD }), (ms) => {
        const time = epochMs(NOW + ms);
        expect(read({ time: iso(time) })).toMatchObject({ at: iso(time < NOW ? time : NOW) });
      }),
    );
  });

  test.each<[string, object, string]>([
    ['more than five minutes ahead', { time: '2026-12-01T20:05:30.001Z' }, 'more than five minutes ahead'],
    ['from another account', { account: '222222222222' }, 'comes from account 222222222222, not from 111111111111'],
    ['replayed from an archive', { 'replay-name': 'again' }, 'replayed'],
    ['replayed without a name', { 'replay-name': null }, 'replayed'],
    ['without an id', { id: undefined }, 'malformed: id'],
    ['with an empty id', { id: '' }, 'malformed: id'],
    ['with an endless id', { id: 'x'.repeat(257) }, 'malformed: id'],
    ['without a source', { source: undefined }, 'malformed: source'],
    ['with an endless source', { source: 'x'.repeat(257) }, 'malformed: source'],
    ['without an account', { account: undefined }, 'malformed: account'],
    ['without a time', { time: undefined }, 'malformed: time'],
    ['with a time in another zone', { time: '2026-12-01T21:00:00+01:00' }, 'malformed: time'],
    ['with a time that no calendar has', { time: '2026-02-30T20:00:00Z' }, 'malformed: time'],
    ['with a time of another age', { time: '1970-01-01T00:00:00Z' }, 'malformed: time'],
    ['without details', { detail: undefined }, 'malformed: detail'],
    ['whose details are a text', { detail: '{"correlation":"case-1"}' }, 'malformed: detail'],
    ['that is too long', { detail: { correlation: 'case-1', rest: 'x'.repeat(256 * 1024) } }, 'longer than'],
  ])('fails %s', (_what, different, why) => {
    expect(read(different)).toEqual({ refused: expect.stringContaining(why) });
  });

  test('that asks to close is never too long, since what it ends would stay open', () => {
    const detail = { correlation: 'case-1', rest: 'x'.repeat(256 * 1024) };
    expect(read({ detail }, ASKED, 'close')).toMatchObject({ correlation: 'case-1' });
  });

  test.each([undefined, null, 'text', 7, [], {}])('fails as %j', (nothing) => {
    expect(isRefused(readRequest({ event: 'open', request: nothing }, ASKED, ACCOUNT, NOW))).toBe(true);
  });

  test('says no more of another account than a line holds', () => {
    const { refused } = read({ account: 'x'.repeat(10_000) }) as Refused;
    expect(refused.length).toBeLessThan(400);
  });
});

describe('the case of an event', () => {
  const ofPipeline = (detail: object): Request | Refused => read({ detail }, PIPELINE);

  test('stands where its signal says', () => {
    expect(ofPipeline({ 'execution-id': 'e-1', correlation: 'another' })).toMatchObject({ correlation: 'e-1' });
  });

  test.each<[string, object]>([
    ['is missing', {}],
    ['is empty', { 'execution-id': '' }],
    ['is blank', { 'execution-id': ' \t' }],
    ['is no text', { 'execution-id': { id: 'e-1' } }],
    ['is a list', { 'execution-id': ['e-1'] }],
    ['is longer than any', { 'execution-id': 'x'.repeat(257) }],
  ])('fails where it %s', (_what, detail) => {
    expect(ofPipeline(detail)).toEqual({ refused: 'the event names no case at $.detail.execution-id' });
  });

  test('may be missing where an event without one belongs to all', () => {
    expect(read({ detail: { reason: 'why' } })).not.toHaveProperty('correlation');
  });

  test.each<[string, unknown]>([
    ['empty', ''],
    ['null', null],
    ['a number', 7],
    ['a list', ['case-1']],
    ['longer than any', 'x'.repeat(257)],
  ])('is not taken for all cases where it stands there as what is no case: %s', (_what, correlation) => {
    expect(read({ detail: { correlation } })).toEqual({ refused: 'the event names no case at $.detail.correlation' });
  });

  test('is none where its signal names no place for it', () => {
    const uncorrelated = { id: '3', words: 'any execution', pattern: '{}' };
    expect(read({ detail: { 'execution-id': 'e-1' } }, uncorrelated)).not.toHaveProperty('correlation');
  });
});

describe('the reason of an event', () => {
  test.each<[string, unknown]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is blank', '   '],
    ['is no text', { why: 'because' }],
    ['is longer than any', 'x'.repeat(1_001)],
  ])('is none where it %s', (_what, reason) => {
    expect(read({ detail: { correlation: 'case-1', reason } })).not.toHaveProperty('reason');
  });

  test('is none where its signal names no place for it', () => {
    expect(read({ detail: { 'execution-id': 'e-1', reason: 'why' } }, PIPELINE)).not.toHaveProperty('reason');
  });
});
