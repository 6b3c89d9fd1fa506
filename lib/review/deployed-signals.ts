/**
 * What the template really deploys for a signal: the rule that matches it, and whom the request bus lets send it.
 *
 * The declaration says what was meant, and the function that opens believes what a rule hands on. So where an override
 * changed the rule or the policy of the bus, that is what a reviewer has to see. Accesses that listen to the same kind
 * of event share those who may send it.
 */
import { MATCHED_EVENT } from '../core/message';
import type { DeclaredSignal } from '../core/signal';
import { type DeclaredWindow, isOnDemand } from '../core/window';
import { isObject, type Json, type JsonObject } from '../assembly/template';
import { namedIn, namedList } from './naming';
import type { Scope } from './scope';
import { inOneOrder, kindsOf, WHOEVER } from './signals';

export interface DeployedSignals {
  /** The window with those who can really send its signals. */
  readonly withSenders: (window: DeclaredWindow) => DeclaredWindow;
  /** Where the rules of a window are not as it declares, in words. */
  readonly faultsOf: (access: string, window: DeclaredWindow) => string[];
}

export function deployedSignals(scope: Scope): DeployedSignals {
  const resources = Object.values(scope.template.Resources ?? {});
  const of = (type: string): JsonObject[] =>
    resources.flatMap(({ Type: found, Properties: properties = {} }) => (found === type ? [properties] : []));
  const denials = of('AWS::Events::EventBus').map(({ Policy: policy }) => denialsOf(policy, scope));
  const rules = of('AWS::Events::Rule').flatMap((rule) => ruleOf(rule, scope));
  const withSender = (signal: DeclaredSignal): DeclaredSignal =>
    signal.requesters === undefined || denials.length === 0
      ? signal
      : { ...signal, requesters: sendersOf(signal.pattern, denials.flat()) };
  return {
    withSenders: (window) => {
      const early = window.closesOn === undefined ? {} : { closesOn: window.closesOn.map(withSender) };
      return isOnDemand(window)
        ? { ...window, opensOn: window.opensOn.map(withSender), ...early }
        : { ...window, ...early };
    },
    faultsOf: (access, window) => [
      ...(isOnDemand(window) ? window.opensOn : []).flatMap((signal) =>
        faultOf(rules, nameOf('open', access, window.id, signal.id), signal),
      ),
      ...(window.closesOn ?? []).flatMap((signal) =>
        faultOf(rules, nameOf('close', access, window.id, signal.id), signal),
      ),
    ],
  };
}

/** A statement that keeps everybody but some from sending events of a kind. */
interface Denial {
  readonly sources: readonly string[];
  readonly detailTypes: readonly string[];
  readonly but: readonly string[];
}

/** A statement with any other condition may let somebody through, so it keeps nobody away. */
function denialsOf(policy: Json | undefined, scope: Scope): Denial[] {
  const statements = isObject(policy) ? [policy['Statement']].flat().filter(isObject) : [];
  return statements.flatMap(({ Effect: effect, Principal: principal, Action: action, Condition: condition }) => {
    const { StringEquals: equals, ArnNotEquals: others, ...more } = isObject(condition) ? condition : {};
    const isPlain = Object.keys(more).length === 0 && isObject(equals) && (others === undefined || isObject(others));
    const isForAll = principal === '*' && namedList(action, scope).includes('events:PutEvents');
    return effect === 'Deny' && isForAll && isPlain
      ? [
          {
            sources: namedList(equals['events:source'], scope),
            detailTypes: namedList(equals['events:detail-type'], scope),
            but: isObject(others) ? namedList(others['aws:PrincipalArn'], scope) : [],
          },
        ]
      : [];
  });
}

function sendersOf(pattern: string, denials: readonly Denial[]): string[] {
  const senders = kindsOf(pattern).flatMap(({ source, detailType }) => {
    const [first, ...others] = denials.filter(
      ({ sources, detailTypes }) => sources.includes(source) && detailTypes.includes(detailType),
    );
    return first === undefined ? [WHOEVER] : first.but.filter((one) => others.every(({ but }) => but.includes(one)));
  });
  return [...new Set(senders)];
}

interface DeployedRule {
  readonly name: string;
  readonly pattern: string;
  readonly isOnRequestBus: boolean;
}

function nameOf(event: 'open' | 'close', access: string, window: string, signal: string): string {
  return JSON.stringify([event, access, window, signal]);
}

/** A rule that is switched off hands nothing on. */
function ruleOf(
  { State: state, EventBusName: bus, EventPattern: pattern, Targets: targets }: JsonObject,
  scope: Scope,
): DeployedRule[] {
  const inputs = [targets ?? []]
    .flat()
    .filter(isObject)
    .map(({ InputTransformer: transformer }) => (isObject(transformer) ? transformer['InputTemplate'] : undefined));
  return inputs.flatMap((input) => {
    const name = typeof input === 'string' && state !== 'DISABLED' ? nameIn(input) : undefined;
    return name === undefined
      ? []
      : [{ name, pattern: inOneOrder(JSON.stringify(namedIn(pattern, scope))), isOnRequestBus: bus !== undefined }];
  });
}

function nameIn(template: string): string | undefined {
  try {
    const { event, access, window, signal } = JSON.parse(template.replace(MATCHED_EVENT, 'null')) as Record<
      string,
      string
    >;
    return event === 'open' || event === 'close'
      ? nameOf(event, String(access), String(window), String(signal))
      : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(
  rules: readonly DeployedRule[],
  name: string,
  { words, pattern, requesters }: DeclaredSignal,
): string[] {
  const own = rules.filter((rule) => rule.name === name);
  if (own.length === 0) {
    return [`no rule hands on ${words}`];
  }
  return own
    .filter((rule) => rule.pattern !== inOneOrder(pattern) || rule.isOnRequestBus !== (requesters !== undefined))
    .map((rule) => {
      const bus = rule.isOnRequestBus ? 'the request bus' : 'the default bus';
      return `the rule of ${words} matches ${rule.pattern} on ${bus}, and declared is ${inOneOrder(pattern)}`;
    });
}
