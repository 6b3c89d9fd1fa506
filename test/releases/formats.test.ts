/** What each kept release wrote, read by the library of today: it says the same as it did then. */
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { readRequest } from '../../lambda/custom-resource';
import { holdIn, leaseIn, lockIn } from '../../lib/core/arranged-schedule';
import type { DetailType } from '../../lib/core/access-events';
import { instant, onceAt } from '../../lib/core/lease';
import { readScheduleInput } from '../../lib/core/message';
import { Records } from '../../lib/evidence/records';
import { eventSchemaFile } from '../../scripts/event-schemas';
import { keptVersions, messagesOf } from './kept-release';
import { readBy, TODAY } from './messages';

/** As JSON has it: what is undefined is not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('there are releases, and some of them are older than today', () => {
  expect(keptVersions().length).toBeGreaterThan(1);
});

describe.each(keptVersions())('%s', (version) => {
  const { handed, arranged, events, lines } = messagesOf(version);

  test.each(handed.map((message) => [message.to, message.kind, message] as const))(
    'what it handed to the %s, %s, reads as it did then',
    (_to, _kind, { event, reads }) => {
      expect(plain(readBy(TODAY, event))).toEqual(reads);
      expect(reads).not.toHaveProperty('malformed');
    },
  );

  test('each of its requests by CloudFormation is one that is acted on', () => {
    const requests = handed.filter(({ event }) => 'RequestType' in event);
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.filter(({ event }) => readRequest(event) === undefined)).toEqual([]);
  });

  test('the leases, holds and locks that it left standing still stand', () => {
    for (const { kind, input, reads } of arranged) {
      expect(plain(readScheduleInput(input))).toEqual(reads);
      const { lease, hold } = reads as { lease?: { end: string }; hold?: object };
      const armed = {
        enabled: true,
        timeZone: 'UTC',
        expression: onceAt(instant(lease?.end ?? '2000-01-01T00:00:00Z')),
      };
      const target = { arn: '', roleArn: '', deadLetterArn: undefined };
      const found = { lease: leaseIn({ ...armed, input, target }), hold: holdIn({ input }), lock: lockIn({ input }) };
      expect(found).toEqual({ lease, hold, lock: kind === 'lock' ? expect.anything() : undefined });
    }
  });

  test('its events are valid by the schemas of today', () => {
    const ajv = new Ajv({ strict: false });
    const problems = events.filter((event) => {
      const { 'detail-type': kind } = event as { 'detail-type': DetailType };
      return !ajv.validate(JSON.parse(readFileSync(eventSchemaFile(kind), 'utf8')) as object, event);
    });
    expect(problems).toEqual([]);
  });

  test('all that it told and logged is evidence', () => {
    const records = new Records();
    [...events, ...lines].forEach((one) => {
      records.take(version, JSON.stringify(one));
    });
    expect(records.sources).toEqual([{ name: version, records: events.length + lines.length, unreadable: [] }]);
  });
});
