import type { DeclaredSignal } from '../../../../lib/core/signal';
import { exampleEvent } from '../../../../lib/rehearsal/signals/example-event';
import type { JsonObject } from '../../../../lib/assembly/template';

const signal = (pattern: JsonObject, more: Partial<DeclaredSignal> = {}): DeclaredSignal => ({
  id: '1',
  words: 'something happens',
  pattern: JSON.stringify(pattern),
  ...more,
});
const of = (one: DeclaredSignal): JsonObject | undefined => exampleEvent(one, 'case-7', 'why');

test('takes the first alternative of each field, and names case and reason at their places', () => {
  const pattern = { source: ['aws.codebuild'], 'detail-type': ['Done'], detail: { status: ['STOPPED', 'FAILED'] } };
  expect(of(signal(pattern, { correlation: '$.detail.build.id', reason: '$.detail.why' }))).toEqual({
    source: 'aws.codebuild',
    'detail-type': 'Done',
    detail: { status: 'STOPPED', build: { id: 'case-7' }, why: 'why' },
  });
});

test('leaves the case as the pattern fixes it', () => {
  const pattern = { source: ['aws.cloudwatch'], detail: { alarmName: ['TooSlow'] } };
  expect(of(signal(pattern, { correlation: '$.detail.alarmName' }))).toMatchObject({
    detail: { alarmName: 'TooSlow' },
  });
});

test.each<[string, JsonObject, unknown]>([
  ['prefix', { prefix: 'shop-' }, 'shop-case-7'],
  ['prefix in any case', { prefix: { 'equals-ignore-case': 'SHOP-' } }, 'SHOP-case-7'],
  ['suffix', { suffix: '-shop' }, 'case-7-shop'],
  ['wildcard', { wildcard: 'a*z' }, 'acase-7z'],
  ['equals-ignore-case', { 'equals-ignore-case': 'Shop' }, 'Shop'],
  ['exists', { exists: true }, 'case-7'],
  ['anything-but', { 'anything-but': ['x'] }, 'case-7'],
  ['numeric', { numeric: ['>', 5, '<', 7] }, 6],
])('finds a value for %s', (_filter, filter, value) => {
  const made = of(signal({ source: ['x'], detail: { id: [filter] } }, { correlation: '$.detail.id' }));
  expect(made?.['detail']).toEqual({ id: value });
});

test('leaves out what has to be absent, and takes the first of several patterns', () => {
  const pattern = { detail: { gone: [{ exists: false }], $or: [{ a: ['x'] }, { b: ['y'] }] } };
  expect(of(signal(pattern))).toEqual({ source: 'aws.example', detail: { a: 'x' } });
});

test('is none where no example matches', () => {
  expect(of(signal({ detail: { id: [{ 'anything-but': { prefix: 'example' } }] } }))).toBeUndefined();
});
