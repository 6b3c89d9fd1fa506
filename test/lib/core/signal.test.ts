import * as v from 'valibot';
import { FlagSchema, SignalSchema, valueAt } from '../../../lib/core/signal';
import { ASKED, PIPELINE } from './samples';

const reads = (schema: v.GenericSchema, input: unknown): boolean => v.safeParse(schema, input).success;

describe('a path', () => {
  const event = { id: '1', detail: { 'execution-id': 'e-1', nested: { deep: 7 }, nothing: null, list: ['a'] } };

  test.each<[string, unknown]>([
    ['$.id', '1'],
    ['$.detail.execution-id', 'e-1'],
    ['$.detail.nested.deep', 7],
    ['$.detail.nothing', null],
    ['$.detail.list.0', 'a'],
  ])('%s finds what stands there', (path, value) => {
    expect(valueAt(event, path)).toBe(value);
  });

  test.each(['$.detail.missing', '$.detail.missing.deeper', '$.id.length', '$.detail.nothing.more', '$.detail.list.1'])(
    '%s finds nothing',
    (path) => {
      expect(valueAt(event, path)).toBeUndefined();
    },
  );

  test.each([
    '$.constructor',
    '$.__proto__',
    '$.detail.toString',
    '$.detail.__proto__.polluted',
    '$.detail.list.length2',
  ])('%s finds only what the event itself says', (path) => {
    expect(valueAt(event, path)).toBeUndefined();
  });

  test.each([undefined, null, 'text', 7])('finds nothing in %j', (nothing) => {
    expect(valueAt(nothing, '$.detail')).toBeUndefined();
  });

  test.each(['', '$', '$.', 'detail', '$detail', '$.detail..id', '$.detail[0]', '$.detail.a b', '$.detail.'])(
    'is not %j',
    (path) => {
      expect(reads(SignalSchema, { ...ASKED, correlation: path })).toBe(false);
      expect(reads(SignalSchema, { ...ASKED, reason: path })).toBe(false);
    },
  );
});

describe('a signal', () => {
  test.each([ASKED, PIPELINE])('reads back as it was written: $words', (signal) => {
    expect(v.parse(SignalSchema, JSON.parse(JSON.stringify(signal)))).toEqual(signal);
  });

  test.each([true, 'true'])('that belongs to all cases says so as %j', (flag) => {
    expect(v.parse(FlagSchema, flag)).toBe(true);
  });

  test.each([false, 'false', '', 'TRUE', 1, null])('never says so as %j', (flag) => {
    expect(reads(FlagSchema, flag)).toBe(false);
  });

  test.each(['', '1000', 'a', '-1'])('has no number like %j', (id) => {
    expect(reads(SignalSchema, { ...ASKED, id })).toBe(false);
  });
});
