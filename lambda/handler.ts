/**
 * The entry: environment, clock and clients in; an event out to the code that decides.
 *
 * `opener` and `closer` are what Lambda calls. `openerIn` and `closerIn` are the same code in a world of the
 * caller's, which is how the rehearsal plays this very bundle.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import { type EpochMs, epochMs, plus, SECOND } from '../lib/core/interval';
import type { World } from '../lib/core/world';
import { ONE_ATTEMPT } from './aws/clients';
import { cloudFormation } from './aws/cloudformation';
import { eventsOf } from './aws/events';
import { rolesOf, sessionsOf } from './aws/iam';
import { policiesOf } from './aws/policies';
import { schedulesOf } from './aws/scheduler';
import { handleCloser } from './closer';
import { handleOpener } from './opener';
import { type LambdaTelemetry, telemetryOf } from './telemetry';

type Handle = (world: World, event: unknown, deadline: EpochMs) => Promise<void>;

/** Lambda stops the function at its time-out; whatever is under way has to be over before, a call that hangs too. */
const BEFORE_TIMEOUT = 15 * SECOND;

type AwsWorld = World & { readonly telemetry: LambdaTelemetry };

let awsWorld: AwsWorld | undefined;

function worldOfAws(): AwsWorld {
  const group = process.env['SCHEDULE_GROUP'];
  const controller = process.env['CONTROLLER'];
  const bus = process.env['EVENT_BUS'];
  const version = process.env['VERSION'];
  if (group === undefined || controller === undefined || bus === undefined || version === undefined) {
    throw new Error(
      'SCHEDULE_GROUP, CONTROLLER, EVENT_BUS and VERSION are not all set: this function is deployed by AccessController only',
    );
  }
  const iam = new IAMClient(ONE_ATTEMPT);
  return {
    clock: {
      now: () => epochMs(Date.now()),
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    },
    random: () => Math.random(),
    roles: rolesOf(iam),
    policies: policiesOf(iam),
    schedules: schedulesOf(new SchedulerClient(ONE_ATTEMPT), group),
    sessions: sessionsOf(new STSClient(ONE_ATTEMPT)),
    cloudFormation: cloudFormation(),
    events: eventsOf(new EventBridgeClient(ONE_ATTEMPT), bus),
    telemetry: telemetryOf(controller),
    controller: { name: controller, version },
  };
}

function inLambda(handle: Handle): (event: unknown, context: Context) => Promise<void> {
  return async (event, context) => {
    awsWorld ??= worldOfAws();
    const { clock, telemetry } = awsWorld;
    const deadline = plus(clock.now(), context.getRemainingTimeInMillis() - BEFORE_TIMEOUT);
    try {
      await handle(awsWorld, event, deadline);
    } catch (error) {
      telemetry.note('failed', { requestId: context.awsRequestId, error: String(error) });
      throw error;
    } finally {
      telemetry.flush();
    }
  };
}

export const opener = inLambda(handleOpener);
export const closer = inLambda(handleCloser);
export const openerIn = handleOpener;
export const closerIn = handleCloser;
