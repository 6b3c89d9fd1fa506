/** The statements of a policy document: sorted, named, and in words. */
import { isObject, type Json, type JsonObject } from '../assembly/template';
import { named, namedList } from './naming';
import type { Condition, Statement } from './report';
import type { Scope } from './scope';
import { listed } from './wording';

/** Each once and in an order of its own, so that a template that only orders them otherwise says the same. */
export function statementsOf(document: Json | undefined, scope: Scope): Statement[] {
  const found = isObject(document) ? [document['Statement']].flat().filter(isObject) : [];
  return distinct(found.map((statement) => readStatement(statement, scope)));
}

/** Without doubles, in the order of their words. */
export function distinct(statements: readonly Statement[]): Statement[] {
  const byWords = new Map(statements.map((statement) => [statement.words, statement]));
  return [...byWords.values()].sort((one, other) => compareTexts(one.words, other.words));
}

/** By code units: the same on every machine, whatever its language. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function inWords(statement: Omit<Statement, 'words'>): string {
  const { effect, actions, exceptActions, resources, exceptResources, conditions } = statement;
  const what = exceptActions.length > 0 ? `everything but ${listed(exceptActions)}` : listed(actions);
  const on = exceptResources.length > 0 ? `everything but ${listed(exceptResources)}` : listed(resources.map(resource));
  const when = conditionWords(conditions);
  return `${effect === 'Deny' ? 'never ' : ''}${what} on ${on}${when === '' ? '' : ` if ${when}`}`;
}

/** `aws:SourceVpc StringEquals vpc-1 or vpc-2, and …`; nothing where there is no condition. */
export function conditionWords(conditions: readonly Condition[]): string {
  return conditions.map(({ operator, key, values }) => `${key} ${operator} ${values.join(' or ')}`).join(', and ');
}

function resource(name: string): string {
  return name === '*' ? 'every resource (*)' : name;
}

function readStatement(statement: JsonObject, scope: Scope): Statement {
  const texts = (element: string): string[] => sortedOnce(namedList(statement[element], scope));
  const read = {
    effect: statement['Effect'] === 'Deny' ? ('Deny' as const) : ('Allow' as const),
    actions: texts('Action'),
    exceptActions: texts('NotAction'),
    resources: texts('Resource'),
    exceptResources: texts('NotResource'),
    conditions: conditionsOf(statement['Condition'], scope),
  };
  return { ...read, words: inWords(read) };
}

export function conditionsOf(condition: Json | undefined, scope: Scope): Condition[] {
  if (!isObject(condition)) {
    return [];
  }
  return Object.entries(condition)
    .flatMap(([operator, keys]) =>
      isObject(keys) && !('Fn::If' in keys)
        ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: sortedOnce(namedList(values, scope)) }))
        : [{ operator, key: named(keys, scope), values: [] }],
    )
    .sort((one, other) => compareTexts(`${one.key} ${one.operator}`, `${other.key} ${other.operator}`));
}

function sortedOnce(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compareTexts);
}
