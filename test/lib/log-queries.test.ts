/** The saved queries, and whether what they ask for stands in the lines that the functions write. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Happening } from '../../lib/core/world';
import { telemetryOf } from '../../lambda/telemetry';
import { epochMs } from '../../lib/core/interval';
import { catchLines } from '../lambda/written-lines';
import { accessIn, type Json, roleIn, stackOf } from './fixture';

const queriesOf = (stack: Stack): Json[] =>
  Object.values(Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => Properties,
  );

const stack = stackOf();
const role = roleIn(stack);
accessIn(stack, { role }, 'Release');
accessIn(stack, { role }, 'Hotfix');
const queries = queriesOf(stack);
const named = (name: string): string =>
  queries.find(({ Name }) => Name === `TemporaryAccess/Shop/${name}`)?.QueryString as string;

/** A line of the log, as the functions write it, with every field that it may have. */
function lineOf(event: Happening): Json {
  const lines = catchLines();
  telemetryOf('Shop').record({
    event,
    trigger: 'end',
    at: epochMs(Date.UTC(2026, 11, 1, 22)),
    access: 'Release',
    purpose: 'Deploy the shop front',
    role: 'arn:aws:iam::111122223333:role/deploy',
    policies: ['arn:aws:iam::111122223333:policy/write'],
    window: '1',
    words: 'daily 20:00-22:00 Europe/London',
    start: '2026-12-01T20:00:00.000Z',
    end: '2026-12-01T22:00:00.000Z',
    secondsPastEnd: 7,
    awsRequestIds: ['0d2b5bd6'],
    reason: 'denied',
    reads: 5,
    request: '7a1e',
    correlation: 'INC-7',
    requestedAt: '2026-12-01T20:00:00.000Z',
    requestedBy: 'shop.incidents',
    requestReason: 'hotfix',
  });
  jest.restoreAllMocks();
  return JSON.parse(lines[0]!);
}

/** CloudWatch finds the fields of a line of JSON; items of a list by their number. */
const valueAt = (line: Json, field: string): unknown => field.split('.').reduce((value, key) => value?.[key], line);

const fieldsIn = (query: string): string[] => [
  ...(/^fields (.*)$/m.exec(query)?.[1]?.split(', ') ?? []),
  ...[...query.matchAll(/latest\(([\w.]+)\)|filter (\w+) (?:in|=)|and (\w+) =|ispresent\((\w+)\)|by (\w+)$/gm)].flatMap(
    ([, ...found]) => found.filter(Boolean),
  ),
];

test.each(['History of an access', 'Open at the end of the time range', 'Failed closes'])(
  '%s asks for what stands in the log',
  (name) => {
    const fields = fieldsIn(named(name));
    expect(fields.length).toBeGreaterThan(4);
    const line = lineOf('close-failed');
    expect(fields.filter((field) => valueAt(line, field) === undefined)).toEqual([]);
  },
);

test('they read the logs of both functions', () => {
  for (const { LogGroupNames: groups } of queries) {
    expect(groups).toEqual([
      { Ref: expect.stringMatching(/OpenerLogs/) },
      { Ref: expect.stringMatching(/CloserLogs/) },
    ]);
  }
});

test('the history is of one access, and the saved text is the same whichever there are', () => {
  const other = stackOf();
  accessIn(other, {}, 'Another');
  expect(named('History of an access')).toContain('filter ispresent(event) and access = "');
  expect(queriesOf(other)).toEqual(queries);
});

test('what is open is whatever was not proved to be gone at last', () => {
  const query = named('Open at the end of the time range');
  const steps = /filter event in \[(.*)\]/
    .exec(query)?.[1]
    ?.split(', ')
    .map((step) => JSON.parse(step) as string);
  expect(steps).toEqual(['attached', 'opened', 'drift', 'close-failed', 'detached', 'verified']);
  expect(query).toMatch(/stats latest\(event\) as state, .* by access\n\| filter state != "verified"/);
});

test('a failed close is one that the log calls so', () => {
  expect(named('Failed closes')).toContain(`filter event = "${lineOf('close-failed').event as string}"`);
});

test('stacks of one account and region save theirs under names of their own', () => {
  const app = new App();
  const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
  stacks.forEach((one) => accessIn(one));
  const names = stacks.flatMap((one) => queriesOf(one).map(({ Name }) => Name as string));
  expect(names).toHaveLength(6);
  expect(new Set(names).size).toBe(6);
});
