/**
 * Changes the declaration of an access wherever a template carries it: in its custom resource, in the manifests of the
 * admission and of the deployment, and in the inputs of its schedules and of the sweep.
 *
 * What a schedule says beside its input follows from the declaration in it, so that is written anew.
 */
import {
  ACCESS_RESOURCE,
  ADMISSION_RESOURCE,
  DEPLOYMENT_RESOURCE,
  scheduleDescription,
  scheduleName,
} from '../../core/declaration';
import { isMalformed, readWindows } from '../../core/message';
import { scheduleOf } from '../../core/window';
import { isObject, type Json, type JsonObject, type Resource, type Template } from '../../assembly/template';
import { edgeOf, inputOf } from './accesses';
import { editJson } from './joined-text';
import { listOf, textIn, withProperties, withResources } from './template-edit';

/** Answers the declaration as it is to be; undefined takes it out of the manifests. */
export type DeclarationEdit = (declared: JsonObject) => JsonObject | undefined;

export function withDeclaration(template: Template, access: string, edit: DeclarationEdit): Template {
  const one = (declared: Json): Json[] =>
    isObject(declared) && declared['access'] === access ? [edit(declared) ?? []].flat() : [declared];
  const all = (accesses: Json | undefined): Json[] => listOf(accesses).flatMap(one);
  return withResources(template, (resource) => {
    const properties = resource.Properties ?? {};
    switch (resource.Type) {
      case ACCESS_RESOURCE:
        return { ...resource, Properties: (one(properties)[0] ?? properties) as JsonObject };
      case ADMISSION_RESOURCE:
      case DEPLOYMENT_RESOURCE:
        return withProperties(resource, { accesses: all(properties['accesses']) });
      case 'AWS::Scheduler::Schedule':
        return asDeclared(withInput(resource, one, all));
      default:
        return resource;
    }
  });
}

function withInput(
  schedule: Resource,
  one: (declared: Json) => Json[],
  all: (accesses: Json | undefined) => Json[],
): Resource {
  const target = schedule.Properties?.['Target'];
  const input = editJson(inputOf(schedule), (message) => {
    if (!isObject(message)) {
      return undefined;
    }
    return message['event'] === 'sweep'
      ? { ...message, accesses: all(message['accesses']) }
      : { ...message, ...(isObject(message['access']) ? { access: one(message['access'])[0] } : {}) };
  });
  return isObject(target) && input !== undefined
    ? withProperties(schedule, { Target: { ...target, Input: input } })
    : schedule;
}

/** A schedule with the name, the words and the time that belong to what it carries. */
function asDeclared(schedule: Resource): Resource {
  const { event, window: id, access } = edgeOf(schedule) ?? {};
  const windows = readWindows(access?.['windows']);
  const window = isMalformed(windows) ? undefined : windows.find((one) => one.id === id);
  if (event === undefined || access === undefined || window === undefined) {
    return schedule;
  }
  const named = { access: textIn(access['access']), purpose: textIn(access['purpose']) };
  const { expression, timeZone } = scheduleOf(window, event);
  return withProperties(schedule, {
    Name: scheduleName(named.access, window.id, event),
    Description: scheduleDescription(named, window, event),
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
  });
}
