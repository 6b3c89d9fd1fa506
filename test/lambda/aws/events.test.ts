import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { eventsOf } from '../../../lambda/aws/events';
import { epochMs } from '../../../lib/core/interval';

const eventBridge = mockClient(EventBridgeClient);
const events = eventsOf(new EventBridgeClient({ region: 'us-east-1' }), 'audit');
const at = epochMs(Date.UTC(2026, 11, 1, 22));
const event = { detailType: 'Access Closed', at, resources: ['role', 'policy'], detail: { access: 'release' } };

beforeEach(() => {
  eventBridge.reset();
});

test('an event goes to the bus with its time, its resources and its detail as JSON', async () => {
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });

  await events.put(event);

  expect(eventBridge.call(0).args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'audit',
        Source: 'temporary-access',
        DetailType: 'Access Closed',
        Time: new Date('2026-12-01T22:00:00Z'),
        Resources: ['role', 'policy'],
        Detail: '{"access":"release"}',
      },
    ],
  });
});

test.each([
  [
    'the bus says why',
    { Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'later' }] },
    'InternalFailure: later',
  ],
  ['the bus says nothing', {}, 'no answer'],
])('an entry that is not taken fails, though the call succeeded: %s', async (_how, answer, message) => {
  eventBridge.on(PutEventsCommand).resolves(answer);

  await expect(events.put(event)).rejects.toMatchObject({
    failure: 'unavailable',
    message: expect.stringContaining(message),
  });
});

test('a call that fails is sorted as any other', async () => {
  eventBridge.on(PutEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));

  await expect(events.put(event)).rejects.toMatchObject({ failure: 'denied', operation: 'events:PutEvents' });
});
