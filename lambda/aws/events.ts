/** EventBridge through the SDK: one event, one call. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../lib/core/access-events';
import { AwsFailure, type Events } from '../../lib/core/world';
import { calling, requestIdOf } from './failure';

export function eventsOf(eventBridge: EventBridgeClient, bus: string): Events {
  return {
    put: ({ detailType, at, resources, detail }) =>
      calling('events:PutEvents', async () => {
        const answer = await eventBridge.send(
          new PutEventsCommand({
            Entries: [
              {
                EventBusName: bus,
                Source: EVENT_SOURCE,
                DetailType: detailType,
                Time: new Date(at),
                Resources: [...resources],
                Detail: JSON.stringify(detail),
              },
            ],
          }),
        );
        // The call succeeds also where the entry was not taken.
        const [entry] = answer.Entries ?? [];
        if (entry?.EventId === undefined) {
          const why = `${entry?.ErrorCode ?? 'no answer'}: ${entry?.ErrorMessage ?? ''}`;
          throw new AwsFailure('unavailable', 'events:PutEvents', why, requestIdOf(answer));
        }
      }),
  };
}
