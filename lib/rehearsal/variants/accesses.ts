/**
 * The accesses that a template declares, and the resources that each is made of.
 *
 * They are found by what the resources say of one another, not by their logical ids, which an author can set, nor by
 * the construct paths in their metadata, which an app can leave out: the custom resource names its attachment role and
 * policies, a schedule carries its access, and the own policy is told from others by the one description it can have.
 */
import { ACCESS_RESOURCE, POLICY_DESCRIPTION } from '../../core/declaration';
import { isMalformed, readWindows } from '../../core/message';
import type { DeclaredWindow } from '../../core/window';
import {
  attributeOf,
  isObject,
  type Json,
  type JsonObject,
  type Resource,
  type Template,
} from '../../assembly/template';
import { readJson } from './joined-text';
import { listOf, textIn } from './template-edit';

export interface TemplateAccess {
  /** As schedules, sessions and reports name it. */
  readonly id: string;
  /** Of its custom resource. */
  readonly logicalId: string;
  readonly windows: readonly DeclaredWindow[];
}

/** The accesses of a template, as far as they are known without deploying it. */
export function accessesIn(template: Template): TemplateAccess[] {
  return Object.entries(template.Resources ?? {})
    .filter(([, resource]) => resource.Type === ACCESS_RESOURCE)
    .flatMap(([logicalId, { Properties: declared = {} }]) => {
      const windows = readWindows(declared['windows']);
      const id = declared['access'];
      return typeof id !== 'string' || isMalformed(windows) ? [] : [{ id, logicalId, windows }];
    });
}

/** What an access is made of beside its custom resource; logical ids. */
export interface AccessParts {
  readonly attachmentRole: string;
  /** Undefined where it attaches existing policies only. */
  readonly policy: string | undefined;
  readonly schedules: readonly string[];
  /** What hands its signals on, and the permissions to do so. */
  readonly rules: readonly string[];
}

/** Undefined where the template was not written by the constructs. */
export function partsOf(template: Template, access: TemplateAccess): AccessParts | undefined {
  const declared = declaredIn(template, access);
  const attachmentRole = resourceOf(template, declared['attachmentRole'], 'AWS::IAM::Role');
  if (attachmentRole === undefined) {
    return undefined;
  }
  const schedules = Object.entries(template.Resources ?? {})
    .filter(([, resource]) => edgeOf(resource)?.access['access'] === access.id)
    .map(([id]) => id);
  return { attachmentRole, policy: ownPolicy(template, declared), schedules, rules: rulesOf(template, access.id) };
}

/** Everything that goes with an access. */
export function idsOf(access: TemplateAccess, { attachmentRole, policy, schedules, rules }: AccessParts): string[] {
  return [access.logicalId, attachmentRole, ...(policy === undefined ? [] : [policy]), ...schedules, ...rules];
}

/** A rule carries the id of the access in what it hands on. */
function rulesOf({ Resources: resources = {} }: Template, access: string): string[] {
  const rules = Object.entries(resources)
    .filter(([, resource]) => resource.Type === 'AWS::Events::Rule')
    .filter(([, { Properties: properties }]) =>
      listOf(properties?.['Targets']).some((target) => inputTemplateOf(target).includes(`"access":"${access}"`)),
    )
    .map(([id]) => id);
  const permissions = Object.entries(resources)
    .filter(([, resource]) => resource.Type === 'AWS::Lambda::Permission')
    .filter(([, { Properties: properties }]) => rules.includes(attributeIn(properties?.['SourceArn'])))
    .map(([id]) => id);
  return [...rules, ...permissions];
}

function inputTemplateOf(target: Json): string {
  const transformer = isObject(target) ? target['InputTransformer'] : undefined;
  return isObject(transformer) ? textIn(transformer['InputTemplate']) : '';
}

function attributeIn(value: Json | undefined): string {
  const attribute = isObject(value) ? value['Fn::GetAtt'] : undefined;
  return attribute === undefined ? '' : attributeOf(attribute).id;
}

/** The properties of its custom resource. */
export function declaredIn(template: Template, access: TemplateAccess): JsonObject {
  return template.Resources?.[access.logicalId]?.Properties ?? {};
}

export function policiesOf(declared: JsonObject): readonly Json[] {
  return listOf(declared['policies']);
}

/** The resource of a type to which a value refers. */
export function resourceOf(template: Template, value: Json | undefined, type: string): string | undefined {
  const { Ref: ref, 'Fn::GetAtt': attribute } = isObject(value) ? value : {};
  const id = attribute === undefined ? textIn(ref) : attributeOf(attribute).id;
  return template.Resources?.[id]?.Type === type ? id : undefined;
}

/** Which edge of which window a schedule is, and the access that it carries. */
export interface Edge {
  readonly event: 'start' | 'end';
  readonly window: string;
  readonly access: JsonObject;
}

export function edgeOf(resource: Resource): Edge | undefined {
  const message = readJson(inputOf(resource));
  return message !== undefined && isEdge(message) ? message : undefined;
}

/** The input of a schedule. */
export function inputOf({ Type: type, Properties: properties }: Resource): Json | undefined {
  const target = type === 'AWS::Scheduler::Schedule' ? properties?.['Target'] : undefined;
  return isObject(target) ? target['Input'] : undefined;
}

function isEdge(message: Json): message is Json & Edge {
  return (
    isObject(message) &&
    (message['event'] === 'start' || message['event'] === 'end') &&
    typeof message['window'] === 'string' &&
    isObject(message['access'])
  );
}

function ownPolicy(template: Template, declared: JsonObject): string | undefined {
  return policiesOf(declared)
    .map((policy) => resourceOf(template, policy, 'AWS::IAM::ManagedPolicy'))
    .find((id) => id !== undefined && template.Resources?.[id]?.Properties?.['Description'] === POLICY_DESCRIPTION);
}
