/**
 * An app that comes to leave the library: what is its own, and what it has of the library until then.
 *
 * When it leaves, everything is under way that the library makes at run time: an open window, a lease, a hold, a lock.
 */
import {
  AccessController,
  AccessSignal,
  AccessWindow,
  TemporaryAccess,
  type TemporaryAccessProps,
} from 'cdk-temporary-access';
import { type App, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';

export const ALL = ['Release', 'Agent', 'Nightly', 'Locked'] as const;

export interface Has {
  readonly accesses: readonly (typeof ALL)[number][];
  /** With settings of its own, with none, or only if an access brings it. */
  readonly controller?: 'set' | 'plain';
  readonly keepLogs?: true;
  /** What the release may do, it may do at all times. */
  readonly grantedForGood?: true;
}

export const EVERYTHING: Has = { accesses: ALL, controller: 'set' };
export const NOTHING: Has = { accesses: [] };

export function leavingApp({ accesses, controller, keepLogs, grantedForGood }: Has): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Shop');
    const role = (id: string): Role =>
      new Role(stack, id, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
    const roles = { Release: role('R'), Agent: role('A'), Nightly: role('N'), Locked: role('L') };
    const [team, onCall, eventBus] = [role('Team'), new Topic(stack, 'OnCall'), new EventBus(stack, 'Bus')];
    const encryptionKey = new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
    const reading = new ManagedPolicy(stack, 'Reading', { statements: [allowing('s3:GetObject')] });
    if (grantedForGood) {
      roles.Release.addToPolicy(allowing('s3:PutObject'));
    }

    if (controller === 'set') {
      const mine = new AccessController(stack, 'AccessController', {
        ...{ alarmActions: [new SnsAction(onCall)], eventBus, encryptionKey },
        ...{ sweepInterval: Duration.minutes(30), logRetention: RetentionDays.TWO_YEARS },
        ...(keepLogs === undefined ? {} : { keepLogs }),
      });
      mine.onAccessEvent('Told');
      mine.grantLockdown(team);
      mine.dashboard.addWidgets();
    } else if (controller === 'plain') {
      new AccessController(stack, 'AccessController');
    }
    const declared: Record<(typeof ALL)[number], Omit<TemporaryAccessProps, 'role'>> = {
      Release: {
        purpose: 'Release train',
        windows: [morning()],
        statements: [allowing('s3:PutObject')],
        managedPolicies: [reading],
        residualCheck: true,
      },
      Agent: {
        purpose: 'Agent at work',
        windows: [AccessWindow.onDemand({ maxDuration: Duration.hours(2), openOn: [request()], closeOn: [request()] })],
        statements: [allowing('s3:DeleteObject')],
      },
      Nightly: {
        purpose: 'Export',
        windows: [morning({ closeOn: [request()], closeOnAny: true })],
        statements: [allowing('s3:GetObject')],
      },
      Locked: { purpose: 'Migration', windows: [morning()], statements: [allowing('s3:ListBucket')] },
    };
    for (const id of accesses) {
      const access = new TemporaryAccess(stack, id, { role: roles[id], ...declared[id] });
      access.grantClose(team);
      if (id === 'Agent') {
        access.grantOpen(team);
      }
    }
  };
}

function allowing(action: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], resources: ['arn:aws:s3:::shop/*'] });
}

function morning(early: { closeOn?: AccessSignal[]; closeOnAny?: boolean } = {}): AccessWindow {
  return AccessWindow.daily({ start: '08:00', end: '12:00', timeZone: TimeZone.ETC_UTC, ...early });
}

function request(): AccessSignal {
  return AccessSignal.request();
}
