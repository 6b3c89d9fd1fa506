/**
 * IAM's policy simulator, simulated: what a role may do by the policies that are on it, decided by the same evaluator
 * that decides every call of a rehearsal.
 *
 * As IAM, it knows of a request what it was told and no more, and looks at no resource policy. A text is one line, as
 * CloudFormation hands policies over.
 *
 * Gotchas: what IAM does with an action that does not exist is not documented; here it is a name like any other. Of a
 * policy that no template makes nobody knows the text, so it grants nothing.
 */
import { iso } from '../core/interval';
import type { AnswersPage, MatchedStatement, SimulationAnswer, SimulationQuestion } from '../core/policy-simulation';
import { AwsFailure } from '../core/world';
import { isObject, type JsonObject } from '../assembly/template';
import type { Caller } from './iam-authority';
import { type AccessRequest, decide, type Identity, type PolicyDocument } from './iam-policy';
import type { SimulatedIam } from './simulated-iam';

/** The only one that a policy has here: what a deployment changes, it changes in place. */
const VERSION = 'v1';
const ACTION = /^[\w-]+:\w+$/;

interface Source {
  readonly name: string;
  readonly kind: string;
  readonly document: PolicyDocument;
}

export class SimulatedPolicies {
  constructor(
    private readonly iam: SimulatedIam,
    /** IAM may give fewer answers than it is asked for. */
    private readonly pageSize = 100,
  ) {}

  defaultVersion(caller: Caller, policy: string): string {
    this.authorize(caller, 'iam:GetPolicy', policy);
    return VERSION;
  }

  document(caller: Caller, policy: string, version: string): string {
    const operation = 'iam:GetPolicyVersion';
    this.authorize(caller, operation, policy);
    if (version !== VERSION) {
      throw new AwsFailure('absent', operation, `policy ${policy} has no version ${version}`);
    }
    return JSON.stringify(this.iam.managedPolicy(policy)?.document ?? {});
  }

  simulate(caller: Caller, question: SimulationQuestion, marker: string | undefined): AnswersPage {
    const operation = 'iam:SimulatePrincipalPolicy';
    this.iam.authorize(caller, operation, question.role);
    const unknown = question.actions.find((action) => !ACTION.test(action));
    if (unknown !== undefined) {
      throw new AwsFailure('refused', operation, `${unknown} is no action`);
    }
    const sources = this.sourcesOf(operation, question);
    const from = Number(marker ?? 0);
    const to = from + this.pageSize;
    return {
      answers: question.actions.slice(from, to).map((action) => this.answer(question, action, sources)),
      marker: to < question.actions.length ? String(to) : undefined,
    };
  }

  private authorize(caller: Caller, operation: string, policy: string): void {
    this.iam.authorize(caller, operation, policy);
    if (!this.iam.hasPolicy(policy)) {
      throw new AwsFailure('absent', operation, `policy ${policy} was not found`);
    }
  }

  private sourcesOf(operation: string, { role: arn, without }: SimulationQuestion): Source[] {
    const role = this.iam.role(arn);
    if (role === undefined) {
      throw new AwsFailure('absent', operation, `the role ${arn} cannot be found`);
    }
    const inline = [...role.inline].map(([name, document]) => ({ name, kind: 'role', document }));
    const managed = [...role.attached]
      .filter((policy) => !without.includes(policy))
      .map((policy) => ({
        name: policy.slice(policy.lastIndexOf('/') + 1),
        kind: policy.includes(':iam::aws:') ? 'aws-managed' : 'user-managed',
        document: this.iam.managedPolicy(policy)?.document ?? {},
      }));
    return [...inline, ...managed];
  }

  private answer(
    { role: arn, resource, at }: SimulationQuestion,
    action: string,
    sources: readonly Source[],
  ): SimulationAnswer {
    const request: AccessRequest = { action, resource, context: { 'aws:CurrentTime': iso(at) } };
    const boundary = this.iam.role(arn)?.boundary;
    const identity: Identity = {
      policies: sources.map(({ document }) => document),
      boundary: boundary === undefined ? undefined : this.iam.managedPolicy(boundary)?.document,
    };
    const allowed = decide(identity, request) === 'allowed';
    return {
      action,
      decision: allowed ? 'allowed' : 'not allowed',
      allowedBy: allowed ? sources.flatMap((source) => matched(source, request)) : [],
      missingKeys: [...new Set(sources.flatMap(({ document }) => keysOf(document)))].filter(
        (key) => key.toLowerCase() !== 'aws:currenttime',
      ),
    };
  }
}

/** The statements that allow it by themselves. */
function matched({ name, kind, document }: Source, request: AccessRequest): MatchedStatement[] {
  const text = JSON.stringify(document);
  return statementsOf(document)
    .filter((statement) => decide({ policies: [{ Statement: statement }] }, request) === 'allowed')
    .map((statement) => ({ policy: name, kind, line: 1, column: text.indexOf(JSON.stringify(statement)) + 1 }));
}

function keysOf(document: PolicyDocument): string[] {
  return statementsOf(document).flatMap(({ Condition: condition }) =>
    Object.values(isObject(condition) ? condition : {}).flatMap((block) => Object.keys(isObject(block) ? block : {})),
  );
}

function statementsOf(document: PolicyDocument): JsonObject[] {
  return [document['Statement']].flat().filter(isObject);
}
