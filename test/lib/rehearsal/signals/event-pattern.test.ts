import { checkPattern, eventMatches, UnknownFilter } from '../../../../lib/rehearsal/signals/event-pattern';
import type { JsonObject } from '../../../../lib/assembly/template';

const event = {
  source: 'aws.codepipeline',
  detail: {
    pipeline: 'Shop',
    state: 'SUCCEEDED',
    version: 3,
    manual: false,
    reason: null,
    empty: '',
    path: 'a/lib/b.png',
    tags: ['blue', 'green'],
    stages: [
      { name: 'Build', took: 5 },
      { name: 'Deploy', took: 9 },
    ],
    nothing: [],
  },
};
const detail = (one: JsonObject): JsonObject => ({ detail: one });

test.each<[string, JsonObject, JsonObject]>([
  ['an exact text', { state: ['SUCCEEDED'] }, { state: ['succeeded'] }],
  ['one of several', { state: ['FAILED', 'SUCCEEDED'] }, { state: ['FAILED', 'STOPPED'] }],
  ['every field', { state: ['SUCCEEDED'], pipeline: ['Shop'] }, { state: ['SUCCEEDED'], pipeline: ['Other'] }],
  ['a number', { version: [3] }, { version: ['3'] }],
  ['a flag', { manual: [false] }, { manual: [true] }],
  ['null', { reason: [null] }, { state: [null] }],
  ['an empty text', { empty: [''] }, { state: [''] }],
  ['an item of a list', { tags: ['green'] }, { tags: ['red'] }],
  ['a field of an item of a list', { stages: { name: ['Deploy'] } }, { stages: { name: ['Test'] } }],
  ['prefix', { path: [{ prefix: 'a/' }] }, { path: [{ prefix: 'b' }] }],
  [
    'prefix in any case',
    { path: [{ prefix: { 'equals-ignore-case': 'A/LIB' } }] },
    { path: [{ prefix: { 'equals-ignore-case': 'LIB' } }] },
  ],
  ['suffix', { path: [{ suffix: '.png' }] }, { path: [{ suffix: '.jpg' }] }],
  [
    'suffix in any case',
    { path: [{ suffix: { 'equals-ignore-case': '.PNG' } }] },
    { path: [{ suffix: { 'equals-ignore-case': '.JPG' } }] },
  ],
  [
    'equals-ignore-case',
    { state: [{ 'equals-ignore-case': 'succeeded' }] },
    { state: [{ 'equals-ignore-case': 'x' }] },
  ],
  ['wildcard', { path: [{ wildcard: '*/lib/*' }] }, { path: [{ wildcard: '*/lib' }] }],
  ['wildcard with an asterisk of its own', { path: [{ wildcard: 'a*' }] }, { path: [{ wildcard: 'a\\*' }] }],
  ['wildcard where a dot is a dot', { path: [{ wildcard: '*.png' }] }, { state: [{ wildcard: 'S.CCEEDED' }] }],
  ['exists', { state: [{ exists: true }] }, { gone: [{ exists: true }] }],
  ['exists of null', { reason: [{ exists: true }] }, { reason: [{ exists: false }] }],
  ['exists not', { gone: [{ exists: false }] }, { state: [{ exists: false }] }],
  ['numeric', { version: [{ numeric: ['>', 0, '<=', 3] }] }, { version: [{ numeric: ['>', 3] }] }],
  ['numeric equality', { version: [{ numeric: ['=', 3] }] }, { state: [{ numeric: ['=', 3] }] }],
  ['anything-but', { state: [{ 'anything-but': 'FAILED' }] }, { state: [{ 'anything-but': 'SUCCEEDED' }] }],
  [
    'anything-but several',
    { state: [{ 'anything-but': ['FAILED', 'STOPPED'] }] },
    { state: [{ 'anything-but': ['FAILED', 'SUCCEEDED'] }] },
  ],
  ['anything-but a number', { version: [{ 'anything-but': [1, 2] }] }, { version: [{ 'anything-but': 3 }] }],
  ['anything-but needs the field', { state: [{ 'anything-but': 'x' }] }, { gone: [{ 'anything-but': 'x' }] }],
  [
    'anything-but a prefix',
    { state: [{ 'anything-but': { prefix: 'F' } }] },
    { state: [{ 'anything-but': { prefix: ['F', 'S'] } }] },
  ],
  [
    'anything-but a suffix',
    { path: [{ 'anything-but': { suffix: '.jpg' } }] },
    { path: [{ 'anything-but': { suffix: '.png' } }] },
  ],
  [
    'anything-but a wildcard',
    { path: [{ 'anything-but': { wildcard: '*/bin/*' } }] },
    { path: [{ 'anything-but': { wildcard: '*/lib/*' } }] },
  ],
  [
    'anything-but in any case',
    { state: [{ 'anything-but': { 'equals-ignore-case': 'failed' } }] },
    { state: [{ 'anything-but': { 'equals-ignore-case': ['failed', 'succeeded'] } }] },
  ],
  [
    'one pattern or another',
    { $or: [{ state: ['FAILED'] }, { pipeline: ['Shop'] }], version: [3] },
    { $or: [{ state: ['FAILED'] }, { pipeline: ['Other'] }] },
  ],
  ['an empty list, which has no items', { nothing: [{ exists: false }, 'x', { exists: true }] }, { nothing: ['x'] }],
])('matches %s', (_what, matching, other) => {
  expect(eventMatches(detail(matching), event)).toBe(true);
  expect(eventMatches(detail(other), event)).toBe(false);
});

test('looks at the envelope and the detail alike, and at nothing that it does not name', () => {
  expect(eventMatches({ source: ['aws.codepipeline'], detail: { state: ['SUCCEEDED'] } }, event)).toBe(true);
  expect(eventMatches({}, event)).toBe(true);
  expect(eventMatches({ detail: { state: { deeper: ['x'] } } }, event)).toBe(false);
});

test.each<[string, JsonObject]>([
  ['{"cidr":"10.0.0.0/24"}', { ip: [{ cidr: '10.0.0.0/24' }] }],
  ['{"prefix":"a","suffix":"b"}', { path: [{ prefix: 'a', suffix: 'b' }] }],
  ['{"anything-but":{"numeric":["=",1]}}', { path: [{ 'anything-but': { numeric: ['=', 1] } }] }],
  ['{"numeric":["!=",1]}', { path: [{ numeric: ['!=', 1] }] }],
  ['"SUCCEEDED"', { state: 'SUCCEEDED' }],
  ['7', { state: [{ wildcard: 7 }] }],
])('fails on a filter that it does not know, naming it: %s', (filter, pattern) => {
  const checking = (): void => {
    checkPattern({ $or: [detail(pattern)] });
  };
  expect(checking).toThrow(UnknownFilter);
  expect(checking).toThrow(`the filter ${filter} of an event pattern is not known to the rehearsal`);
});

test('knows every filter that it matches', () => {
  expect(() => {
    checkPattern({ detail: { a: ['x', { exists: true }, { numeric: ['>', 1] }], $or: [{ b: [{ prefix: 'x' }] }] } });
  }).not.toThrow();
});
