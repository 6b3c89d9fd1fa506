/**
 * The bus that a function tells what happened: who may, what it takes, and what it hands on.
 *
 * Nothing waits for these calls, so they have chances and times of their own: a run with other faults of the bus is the
 * same run in all that opens and closes.
 */
import { EVENT_SOURCE } from '../core/access-events';
import type { DeliveredEvent } from '../core/delivered-event';
import { type EpochMs, iso } from '../core/interval';
import type { Events, OutgoingEvent } from '../core/world';
import { EventFaults } from './faults/event-faults';
import { hash, seeded } from './seeded-random';
import { callsOf } from './simulated-call';
import type { BusEvent } from './simulated-event-bridge';
import type { Invocation } from './simulated-lambda';
import type { Surroundings } from './simulated-world';

export function eventsOf(around: Surroundings, invocation: Invocation): Events {
  const { clock, iam, faults, outages, telemetered, eventBridge } = around;
  const { place, caller } = invocation;
  const { arn: functionArn, environment } = invocation.function;
  const eventFaults = new EventFaults(faults, place);
  const call = callsOf(invocation, {
    clock,
    outages,
    random: seeded('events', hash(place)),
    fateOf: (site) => eventFaults.fateOf(site, clock.now()),
  });
  const busArn = busArnOf(functionArn, environment['EVENT_BUS'] ?? 'default');
  return {
    put: (outgoing) =>
      call({ service: 'events', operation: 'put', subject: outgoing.detailType }, () => {
        const operation = 'events:PutEvents';
        const { detailType } = outgoing;
        iam.authorize(caller, operation, busArn, { 'events:source': EVENT_SOURCE, 'events:detail-type': detailType });
        const event = deliveredAs(outgoing, busArn, eventId(place, clock.now(), telemetered.events.length));
        telemetered.events.push({ putAt: clock.now(), functionArn, place, busArn, event });
        eventBridge.emit(busArn, event as unknown as BusEvent);
      }),
  };
}

function busArnOf(functionArn: string, nameOrArn: string): string {
  const [, partition = '', , region = '', account = ''] = functionArn.split(':');
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:${partition}:events:${region}:${account}:event-bus/${nameOrArn}`;
}

function deliveredAs({ detailType, at, resources, detail }: OutgoingEvent, busArn: string, id: string): DeliveredEvent {
  const [, , , region = '', account = ''] = busArn.split(':');
  const time = iso((at - (at % 1_000)) as EpochMs);
  const whole = { version: '0', id, 'detail-type': detailType, source: EVENT_SOURCE, account, time, region, resources };
  // What the handler says of it is not looked into here: the judge of a run does that.
  return { ...whole, detail: JSON.parse(JSON.stringify(detail)) as unknown } as unknown as DeliveredEvent;
}

function eventId(place: string, at: EpochMs, nth: number): string {
  const hex = [hash(`${place} ${at}`), hash(`${nth} ${place}`)].map((one) => one.toString(16).padStart(8, '0'));
  const [first = '', second = ''] = hex;
  return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-9${first.slice(1, 4)}-${second}${first.slice(4)}`;
}
