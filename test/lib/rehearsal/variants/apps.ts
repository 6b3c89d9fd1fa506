/** Apps that are synthesized in the version before and in the version after, and what must be alike in the two. */
import {
  AccessController,
  AccessWindow,
  TemporaryAccess,
  type TemporaryAccessProps,
  Weekday,
} from 'cdk-temporary-access';
import { App, type AppProps, Stack, TimeZone } from 'aws-cdk-lib';
import { type IManagedPolicy, type IRole, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Template } from '../../../../lib/assembly/template';
import { accessesIn, type TemplateAccess } from '../../../../lib/rehearsal/variants/accesses';
import { role, writing } from '../assembly-fixture';

export const LONDON = TimeZone.EUROPE_LONDON;

/** As the CDK would write it to disk. */
export function templateOf(define: (stack: Stack) => void, props: AppProps = {}): Template {
  const app = new App(props);
  const stack = new Stack(app, 'Shop');
  define(stack);
  return JSON.parse(JSON.stringify(app.synth().getStackByName('Shop').template)) as Template;
}

export const mondays = (start = '20:00', end = '22:00'): AccessWindow =>
  AccessWindow.weekly({ days: [Weekday.MONDAY], start, end, timeZone: LONDON });

export const nightly = (start = '22:00', end = '06:00'): AccessWindow =>
  AccessWindow.daily({ start, end, timeZone: LONDON, validFrom: '2026-01-01', except: ['2026-12-24/2027-01-02'] });

export const endOfMonth = (start = '0 20 L * ?', end = '0 2 1 * ?'): AccessWindow =>
  AccessWindow.cron({ start, end, timeZone: LONDON });

export const saturday = (start = '2026-12-12T07:00Z', end = '2026-12-12T09:30Z'): AccessWindow =>
  AccessWindow.once({ start, end, timeZone: LONDON });

export const sunday = (start = '2026-12-13T07:00Z', end = '2026-12-13T09:30Z'): AccessWindow =>
  AccessWindow.once({ start, end });

export const readOnly = (): IManagedPolicy => ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');

export const shopPolicy = (stack: Stack): ManagedPolicy => new ManagedPolicy(stack, 'Given', { statements: [writing] });

/** An access for a role that it brings along, unless it is given one. */
export function access(scope: Construct, id: string, props: Partial<TemporaryAccessProps> = {}): TemporaryAccess {
  return new TemporaryAccess(scope, id, {
    role: props.role ?? role(Stack.of(scope), `${id}Role`),
    purpose: `Why "${id}" is needed: "quotes", a \\ and a line\nbreak`,
    windows: [mondays()],
    ...(props.managedPolicies === undefined ? { statements: [writing, deletion()] } : {}),
    ...props,
  });
}

/** With an id of its own, and times of its own. */
const deletion = (): PolicyStatement =>
  new PolicyStatement({
    sid: 'Deletion',
    actions: ['s3:DeleteObject', 's3:AbortMultipartUpload'],
    resources: ['arn:aws:s3:::shop/*'],
    conditions: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
  });

/** Apps by what is special about them. The access to be changed is `Release`. */
export const APPS: Readonly<Record<string, (stack: Stack) => void>> = {
  'one access': (stack) => {
    access(stack, 'Release');
  },
  'two accesses of one role': (stack) => {
    const shared = role(stack);
    access(stack, 'Release', { role: shared });
    access(stack, 'Other', { role: shared, managedPolicies: [readOnly()] });
  },
  'two roles and several windows': (stack) => {
    access(stack, 'Other', { windows: [nightly()] });
    access(stack, 'Release', { windows: [nightly(), endOfMonth(), saturday()] });
  },
  'policies of all kinds': (stack) => {
    const managedPolicies = [readOnly(), shopPolicy(stack)];
    access(stack, 'Release', { managedPolicies, statements: [writing] });
    access(stack, 'Other');
  },
  'one-time windows': (stack) => {
    access(stack, 'Release', { windows: [sunday(), saturday()], managedPolicies: [readOnly()], statements: [writing] });
  },
  'an imported role': (stack) => {
    const arn = 'arn:aws:iam::111111111111:role/pipelines/deploy';
    access(stack, 'Release', { role: importedRole(stack, arn) });
    access(stack, 'Other');
  },
  'accesses in scopes': (stack) => {
    access(new Construct(stack, 'Team'), 'Release');
    access(new Construct(stack, 'Crew'), 'Release', { role: role(stack, 'CrewRole'), windows: [nightly()] });
  },
  'a controller of its own': (stack) => {
    new AccessController(stack, 'AccessController');
    access(stack, 'Release');
  },
};

const known = new Map<string, Template>();

/** The template of one of them, made once. Nothing can change it. */
export function appTemplate(name: string, props: AppProps = {}): Template {
  const key = JSON.stringify([name, props]);
  const template = known.get(key) ?? frozen(templateOf(APPS[name]!, props));
  known.set(key, template);
  return template;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function importedRole(stack: Stack, arn: string): IRole {
  return Role.fromRoleArn(stack, 'Imported', arn, { mutable: false });
}

/** The access to be changed. */
export function released(template: Template): TemplateAccess {
  return accessesIn(template).find(({ id }) => /Release$/.test(id))!;
}

/** A template without what no reader minds: the hashes of logical ids, and the order of `DependsOn`. */
export function comparable(template: Template): unknown {
  const text = Object.keys(template.Resources ?? {}).reduce(
    (named, id) => named.replaceAll(`"${id}"`, `"${id.replace(/[0-9A-F]{8}$/, '')}"`),
    JSON.stringify(template),
  );
  return JSON.parse(text, (key, value: unknown) =>
    key === 'DependsOn' && Array.isArray(value) ? [...(value as string[])].sort() : value,
  );
}
