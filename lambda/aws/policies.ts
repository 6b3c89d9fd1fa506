/**
 * Policies and their simulator through the SDK: one method, one call.
 *
 * Gotchas: beside a result for all resources, IAM answers for each; only the latter names a resource, and the former
 * names the kind. So one is asked about, and its own result wins.
 */
import {
  type EvaluationResult,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  SimulatePrincipalPolicyCommand,
  type ResourceSpecificResult,
} from '@aws-sdk/client-iam';
import { iso } from '../../lib/core/interval';
import type { Policies, SimulationAnswer } from '../../lib/core/policy-simulation';
import { calling } from './failure';

export function policiesOf(iam: IAMClient): Policies {
  return {
    defaultVersion: (policy) =>
      calling('iam:GetPolicy', async () => {
        const { Policy: found } = await iam.send(new GetPolicyCommand({ PolicyArn: policy }));
        return required(found?.DefaultVersionId, 'a policy without a version in force');
      }),
    document: (policy, version) =>
      calling('iam:GetPolicyVersion', async () => {
        const { PolicyVersion: found } = await iam.send(
          new GetPolicyVersionCommand({ PolicyArn: policy, VersionId: version }),
        );
        // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html: as RFC 3986 encodes it
        return decodeURIComponent(required(found?.Document, 'a version without a document'));
      }),
    simulatePage: ({ role, without, actions, resource, at }, marker) =>
      calling('iam:SimulatePrincipalPolicy', async () => {
        const page = await iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: role,
            PolicyExclusionList: without.map((policy) => ({ PolicyArn: policy })),
            ActionNames: [...actions],
            ResourceArns: [resource],
            ContextEntries: [
              { ContextKeyName: 'aws:CurrentTime', ContextKeyType: 'date', ContextKeyValues: [iso(at)] },
            ],
            Marker: marker,
          }),
        );
        return {
          answers: (page.EvaluationResults ?? []).map((result) => answerOf(result, resource)),
          marker: page.IsTruncated === true ? required(page.Marker, 'a truncated answer without a marker') : undefined,
        };
      }),
  };
}

function required(text: string | undefined, without: string): string {
  if (text === undefined) {
    throw new Error(without);
  }
  return text;
}

function answerOf(result: EvaluationResult, resource: string): SimulationAnswer {
  const own = result.ResourceSpecificResults?.find(({ EvalResourceName: name }) => name === resource);
  const decided = own?.EvalResourceDecision ?? result.EvalDecision;
  const matched = own?.MatchedStatements ?? result.MatchedStatements ?? [];
  return {
    action: result.EvalActionName ?? '',
    decision: decisionOf(decided, result, own),
    allowedBy: matched.map(({ SourcePolicyId: policy, SourcePolicyType: kind, StartPosition: start }) => ({
      policy: policy ?? 'without a name',
      kind,
      line: start?.Line,
      column: start?.Column,
    })),
    missingKeys: own?.MissingContextValues ?? result.MissingContextValues ?? [],
  };
}

function decisionOf(
  decided: string | undefined,
  { OrganizationsDecisionDetail: organization, PermissionsBoundaryDecisionDetail: ofAll }: EvaluationResult,
  own: ResourceSpecificResult | undefined,
): SimulationAnswer['decision'] {
  if (organization?.AllowedByOrganizations === false) {
    return 'denied by the organization';
  }
  const boundary = own?.PermissionsBoundaryDecisionDetail ?? ofAll;
  return decided === 'allowed' && boundary?.AllowedByPermissionsBoundary !== false ? 'allowed' : 'not allowed';
}
