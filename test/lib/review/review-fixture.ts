/** Apps as an author writes them, and what a review says of them. */
import { type App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, type RoleProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  AccessController,
  type AccessControllerProps,
  AccessWindow,
  TemporaryAccess,
  type TemporaryAccessProps,
  Weekday,
} from 'cdk-temporary-access';
import type { Finding, Report } from '../../../lib/review/report';
import { review, type ReviewProps } from '../../../lib/review/review';
import { synthesized } from '../rehearsal/assembly-fixture';

export const LONDON = TimeZone.EUROPE_LONDON;

export function allow(actions: string | string[], resources: string | string[]): PolicyStatement {
  return new PolicyStatement({ actions: [actions].flat(), resources: [resources].flat() });
}

export const write = (): PolicyStatement => allow('s3:PutObject', 'arn:aws:s3:::shop/*');

export function tuesdays(end = '22:00', start = '20:00'): AccessWindow {
  return AccessWindow.weekly({ days: [Weekday.TUESDAY], start, end, timeZone: LONDON });
}

export interface Shop {
  readonly access?: Partial<TemporaryAccessProps>;
  readonly id?: string;
  readonly role?: Partial<RoleProps>;
  readonly controller?: AccessControllerProps;
}

/** One access of one role: Tuesdays 20:00-22:00 in London, to write objects. */
export function shop({ access = {}, id = 'Release', role = {}, controller }: Shop = {}): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Shop');
    if (controller !== undefined) {
      new AccessController(stack, 'AccessController', controller);
    }
    accessIn(stack, { role: deployRole(stack, role), ...access }, id);
  };
}

export function deployRole(stack: Stack, props: Partial<RoleProps> = {}, id = 'DeployRole'): Role {
  return new Role(stack, id, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com'), ...props });
}

export function accessIn(stack: Stack, props: Partial<TemporaryAccessProps>, id = 'Release'): TemporaryAccess {
  return new TemporaryAccess(stack, id, {
    role: props.role ?? deployRole(stack),
    purpose: 'Release train',
    windows: [tuesdays()],
    statements: [write()],
    ...props,
  });
}

export function reviewed(define: (app: App) => void, props: Partial<ReviewProps> = {}): Report {
  return review({ folder: synthesized(define), days: 28, ...props });
}

export function compared(before: (app: App) => void, after: (app: App) => void): Report {
  return reviewed(after, { base: reviewed(before) });
}

/** `wider Release: new action …`. */
export function changesIn(report: Report): string[] {
  return (report.changes ?? []).map(({ direction, access, stack, what }) => `${direction} ${access ?? stack}: ${what}`);
}

export function idsOf(findings: readonly Finding[]): string[] {
  return findings.map(({ id }) => id);
}
