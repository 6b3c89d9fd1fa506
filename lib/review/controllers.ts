/** What opens, closes and watches the accesses of a template, and the limits that its author set. */
import { CONTROLLER_METADATA, type ControllerMetadata, GUARDRAIL_METADATA } from '../core/controls';
import { DEPLOYMENT_RESOURCE, SWEEP_SCHEDULE } from '../core/declaration';
import { isObject, type Json, type JsonObject } from '../assembly/template';
import { named, namedList } from './naming';
import type { Controller } from './report';
import { metadataIn, type Scope } from './scope';
import { compareTexts } from './statements';

/** The controller stands at one construct path with fixed logical ids, however it was made. */
const CONTROLLER = 'CdkTemporaryAccessController';

/** Undefined where the template has none, and with it no access. */
export function controllerOf(scope: Scope): Controller | undefined {
  const sweep = resources(scope, 'AWS::Scheduler::Schedule').find(
    ({ properties: { Name } }) => Name === SWEEP_SCHEDULE,
  );
  if (sweep === undefined) {
    return undefined;
  }
  const alarms = resources(scope, 'AWS::CloudWatch::Alarm', `${CONTROLLER}Alarms`);
  const [logs] = resources(scope, 'AWS::Logs::LogGroup', CONTROLLER);
  const key = logs?.properties['KmsKeyId'];
  const functions = resources(scope, 'AWS::Lambda::Function', CONTROLLER);
  const limits = limitsOf(scope);
  return {
    stack: scope.path,
    sweepMinutes: minutesOf(named(sweep.properties['ScheduleExpression'], scope)),
    isSweeping: sweep.properties['State'] !== 'DISABLED',
    isLocked: resources(scope, DEPLOYMENT_RESOURCE).some(
      ({ properties: { locked } }) => locked === true || locked === 'true',
    ),
    maxWindowMinutes: limits?.maxWindowMinutes ?? null,
    policiesPerRole: limits?.policiesPerRole ?? null,
    alarmRecipients: sorted(alarms.flatMap(({ properties }) => recipientsOf(properties, scope))),
    silentAlarms: sorted(
      alarms.filter(({ properties }) => recipientsOf(properties, scope).length === 0).map(({ name }) => name),
    ),
    logDays: numberOf(logs?.properties['RetentionInDays']),
    encryptionKey: key === undefined ? null : named(key, scope),
    handler: sorted(functions.map(({ properties }) => codeOf(properties, scope))).join(', '),
    guardrails: sorted(metadataIn(scope, GUARDRAIL_METADATA).map(({ data }) => String(data))),
  };
}

interface Found {
  readonly name: string;
  readonly properties: JsonObject;
}

function resources({ template, names }: Scope, type: string, prefix = ''): Found[] {
  return Object.entries(template.Resources ?? {})
    .filter(([id, resource]) => resource.Type === type && id.startsWith(prefix))
    .map(([id, { Properties: properties = {} }]) => ({
      name: (names.get(id) ?? id).split('/').at(-1) ?? id,
      properties,
    }));
}

/** One that was made by hand stands beside the one that came by itself, and its settings are the ones in force. */
function limitsOf(scope: Scope): ControllerMetadata | undefined {
  const found = metadataIn(scope, CONTROLLER_METADATA);
  const explicit = found.find(({ path }) => !path.endsWith('/CdkTemporaryAccess/Default'));
  return (explicit ?? found[0])?.data as ControllerMetadata | undefined;
}

/** `rate(5 minutes)`. */
function minutesOf(expression: string): number | null {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  return minutes === undefined ? null : Number(minutes);
}

function recipientsOf({ AlarmActions: actions, ActionsEnabled: enabled }: JsonObject, scope: Scope): string[] {
  return enabled === false ? [] : namedList(actions, scope);
}

function codeOf({ Code: code }: JsonObject, scope: Scope): string {
  return isObject(code) ? named(code['S3Key'] ?? code['ZipFile'] ?? code['ImageUri'], scope) : named(code, scope);
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compareTexts);
}
