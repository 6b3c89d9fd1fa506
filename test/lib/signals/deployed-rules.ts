/** What the deployed rules do with an event: which function they call, with what, and how that is read there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { fromIso, plus, SECOND } from '../../../lib/core/interval';
import { type Asked, isMalformed, MATCHED_EVENT, readMessage, readWindows } from '../../../lib/core/message';
import { isRefused, readRequest } from '../../../lib/core/request';
import type { DeclaredSignal } from '../../../lib/core/signal';
import type { DeclaredWindow } from '../../../lib/core/window';
import type { JsonObject } from '../../../lib/assembly/template';
import type { Json } from '../fixture';

/** An event of EventBridge, as far as tests look into it. */
export type SampleEvent = Json;

const EVENTS = join(__dirname, '..', '..', 'fixtures', 'events');

/** The names of all documented events. */
export const EVERY_SAMPLE = readdirSync(EVENTS)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

/** One of the documented events: `codepipeline-started`. */
export function sample(name: string): SampleEvent {
  return JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));
}

export interface DeployedRule {
  readonly id: string;
  /** Where AWS sends its own events, or where the principals of the grants may. */
  readonly bus: 'default' | 'request';
  readonly pattern: JsonObject;
  readonly calls: 'opener' | 'closer';
  readonly inputTemplate: string;
}

/** References are read as the names that `deployedAs` gives to logical ids, by the start of each. */
export function rulesOf(stack: Stack, deployedAs: Readonly<Record<string, string>> = {}): DeployedRule[] {
  const named = (key: string, value: Json): Json => {
    const id: string | undefined = value?.Ref ?? value?.['Fn::GetAtt']?.[0];
    const found = Object.entries(deployedAs).find(([start]) => id?.startsWith(start));
    return key === '' || found === undefined ? value : found[1];
  };
  return Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule')).map(([id, { Properties }]) => {
    const { EventBusName: bus, EventPattern: pattern, Targets: targets } = Properties;
    const [{ Arn: arn, InputTransformer: transformer }] = targets;
    return {
      id,
      bus: bus === undefined ? 'default' : 'request',
      pattern: JSON.parse(JSON.stringify(pattern), named),
      calls: arn['Fn::GetAtt'][0].includes('Opener') ? 'opener' : 'closer',
      inputTemplate: transformer.InputTemplate,
    };
  });
}

/** What a rule hands to its function when it matches the event. */
export function handedOn(rule: DeployedRule, event: SampleEvent): Asked {
  const message = readMessage(JSON.parse(rule.inputTemplate.replace(MATCHED_EVENT, JSON.stringify(event))));
  if (isMalformed(message) || (message.event !== 'open' && message.event !== 'close')) {
    throw new Error(`${rule.id} hands on ${JSON.stringify(message)}`);
  }
  return message;
}

/** The case and the reason that the function reads in the event, some seconds after it was sent. */
export function readAs(stack: Stack, asked: Asked): Json {
  const declared: Json = windowsOf(stack, asked.access).find(({ id }) => id === asked.window);
  const signals: readonly DeclaredSignal[] = asked.event === 'open' ? declared.opensOn : declared.closesOn;
  const { account, time } = asked.request as SampleEvent;
  const soon = plus(fromIso(time)!, 9 * SECOND);
  const read = readRequest(
    asked,
    signals.find(({ id }) => id === asked.signal)!,
    account,
    soon,
  );
  if (isRefused(read)) {
    throw new Error(read.refused);
  }
  return read;
}

/** What an access declares in the template. */
export function windowsOf(stack: Stack, access: string): readonly DeclaredWindow[] {
  const found = Object.values(Template.fromStack(stack).findResources('Custom::TemporaryAccess'));
  const { Properties } = found.find((one) => one['Properties'].access === access) as Json;
  const windows = readWindows(Properties.windows);
  if (isMalformed(windows)) {
    throw new Error(windows.malformed);
  }
  return windows;
}
