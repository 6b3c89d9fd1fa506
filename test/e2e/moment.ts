/** Stacks whose windows lie around the present: real time cannot be made to wait for a Tuesday. */
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type EpochMs, epochMs, HOUR, iso, MINUTE, plus, SECOND } from '../../lib/core/interval';

/** The minute that has begun last: windows are written to the minute. */
export function now(): EpochMs {
  const at = Date.now();
  return epochMs(at - (at % MINUTE));
}

/** The next change of the minute that leaves time enough to deploy and open before. */
export function soon(): EpochMs {
  const at = epochMs(Date.now() + 15 * SECOND);
  return plus(at, MINUTE - (at % MINUTE));
}

export interface Times {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** Open for an hour already, and for another. */
export function aroundNow(): Times {
  return { start: plus(now(), -HOUR), end: plus(now(), HOUR) };
}

/** Over since an hour. */
export function before(): Times {
  return { start: plus(now(), -2 * HOUR), end: plus(now(), -HOUR) };
}

/** An hour away. */
export function after(): Times {
  return { start: plus(now(), HOUR), end: plus(now(), 2 * HOUR) };
}

export function once({ start, end }: Times): AccessWindow {
  const time = (at: EpochMs): string => iso(at).replace(/:00Z$/, 'Z');
  return AccessWindow.once({ start: time(start), end: time(end) });
}

/** The same hours of every day, to the minute. */
export function daily({ start, end }: Times): AccessWindow {
  const time = (at: EpochMs): string => iso(at).slice(11, 16);
  return AccessWindow.daily({ start: time(start), end: time(end), timeZone: TimeZone.ETC_UTC });
}

let stacks = 0;

/** A stack of its own for each test, so that all can run at once. */
export function stackNamed(name: string): Stack {
  return new Stack(new App(), `${name}${process.env['JEST_WORKER_ID'] ?? ''}x${++stacks}`);
}

/** One access of one role, with a path as roles of companies have. */
export function accessIn(stack: Stack, window: AccessWindow, id = 'Release'): TemporaryAccess {
  return new TemporaryAccess(stack, id, {
    role: new Role(stack, `${id}Role`, {
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      path: '/delivery/',
    }),
    purpose: 'Deploy the shop front',
    windows: [window],
    statements: [new PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] })],
  });
}
