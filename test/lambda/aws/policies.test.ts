import {
  type EvaluationResult,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  InvalidInputException,
  NoSuchEntityException,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { policiesOf } from '../../../lambda/aws/policies';
import { fromIso } from '../../../lib/core/interval';
import type { AnswersPage } from '../../../lib/core/policy-simulation';

const iam = mockClient(IAMClient);
const policies = policiesOf(new IAMClient({ region: 'us-east-1' }));
const POLICY = 'arn:aws:iam::111122223333:policy/release';
const ROLE = 'arn:aws:iam::111122223333:role/deployer';
const BUCKET = 'arn:aws:s3:::shop';
const ABSENT = new NoSuchEntityException({ message: 'no such policy', $metadata: {} });
const STATEMENT = {
  SourcePolicyId: 'Base',
  SourcePolicyType: 'user-managed' as const,
  StartPosition: { Line: 5, Column: 17 },
  EndPosition: { Line: 9, Column: 6 },
};

beforeEach(() => {
  iam.reset();
});

describe('the text of a policy', () => {
  test('is that of the version in force, decoded', async () => {
    const text = '{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a b+c/*"}}';
    iam.on(GetPolicyCommand, { PolicyArn: POLICY }).resolves({ Policy: { DefaultVersionId: 'v3' } });
    iam
      .on(GetPolicyVersionCommand, { PolicyArn: POLICY, VersionId: 'v3' })
      .resolves({ PolicyVersion: { Document: encodeURIComponent(text) } });

    expect(await policies.document(POLICY, await policies.defaultVersion(POLICY))).toBe(text);
  });

  test('fails as absent where there is no such policy, or version', async () => {
    iam.rejects(ABSENT);

    await expect(policies.defaultVersion(POLICY)).rejects.toMatchObject({ failure: 'absent' });
    await expect(policies.document(POLICY, 'v1')).rejects.toMatchObject({ failure: 'absent' });
  });

  test('fails where the answer has none', async () => {
    iam.on(GetPolicyCommand).resolves({});
    iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: {} });

    await expect(policies.defaultVersion(POLICY)).rejects.toThrow('without a version');
    await expect(policies.document(POLICY, 'v1')).rejects.toThrow('without a document');
  });
});

describe('a question to the simulator', () => {
  const ask = (marker?: string): Promise<AnswersPage> =>
    policies.simulatePage(
      {
        role: ROLE,
        without: [POLICY],
        actions: ['s3:GetObject', 's3:PutObject'],
        resource: BUCKET,
        at: fromIso('2026-12-01T22:00:00Z')!,
      },
      marker,
    );
  const answered = async (result: Partial<EvaluationResult>): Promise<AnswersPage['answers'][number] | undefined> => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [{ EvalActionName: 's3:GetObject', EvalDecision: 'allowed', ...result }],
    });
    return (await ask()).answers[0];
  };

  test('names role, actions, one resource and the time, and leaves out what was detached', async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({ EvaluationResults: [] });

    await ask('next');

    expect(iam.call(0).args[0].input).toEqual({
      PolicySourceArn: ROLE,
      PolicyExclusionList: [{ PolicyArn: POLICY }],
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: [BUCKET],
      ContextEntries: [
        { ContextKeyName: 'aws:CurrentTime', ContextKeyType: 'date', ContextKeyValues: ['2026-12-01T22:00:00Z'] },
      ],
      Marker: 'next',
    });
  });

  test('is answered for each action, with the statements that allow it', async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [
        { EvalActionName: 's3:GetObject', EvalDecision: 'allowed', MatchedStatements: [STATEMENT] },
        { EvalActionName: 's3:PutObject', EvalDecision: 'implicitDeny', MissingContextValues: ['aws:SourceIp'] },
      ],
      IsTruncated: true,
      Marker: 'next',
    });

    expect(await ask()).toEqual({
      answers: [
        {
          action: 's3:GetObject',
          decision: 'allowed',
          allowedBy: [{ policy: 'Base', kind: 'user-managed', line: 5, column: 17 }],
          missingKeys: [],
        },
        { action: 's3:PutObject', decision: 'not allowed', allowedBy: [], missingKeys: ['aws:SourceIp'] },
      ],
      marker: 'next',
    });
  });

  test('is answered for the resource, and not for its kind', async () => {
    const answer = await answered({
      EvalResourceName: 'arn:${Partition}:s3:::${BucketName}',
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:SourceVpc'],
      ResourceSpecificResults: [
        { EvalResourceName: 'arn:aws:s3:::other', EvalResourceDecision: 'explicitDeny' },
        {
          EvalResourceName: BUCKET,
          EvalResourceDecision: 'allowed',
          MatchedStatements: [STATEMENT],
          MissingContextValues: ['aws:SourceIp'],
        },
      ],
    });

    expect(answer).toMatchObject({ decision: 'allowed', missingKeys: ['aws:SourceIp'], allowedBy: [{ line: 5 }] });
  });

  test.each<[string, Partial<EvaluationResult>, string]>([
    ['denies', { EvalDecision: 'explicitDeny' }, 'not allowed'],
    [
      'has a boundary that does not allow it',
      { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      'not allowed',
    ],
    [
      'has a boundary that does not allow it on this resource',
      {
        ResourceSpecificResults: [
          {
            EvalResourceName: BUCKET,
            EvalResourceDecision: 'allowed',
            PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
          },
        ],
      },
      'not allowed',
    ],
    [
      'has a boundary that allows it too',
      { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } },
      'allowed',
    ],
    [
      'is in an organization that denies it',
      { EvalDecision: 'implicitDeny', OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      'denied by the organization',
    ],
    [
      'is in an organization that allows it',
      { OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
      'allowed',
    ],
  ])('where the role %s', async (_how, result, decision) => {
    expect(await answered(result)).toMatchObject({ decision });
  });

  test('fails where it is refused, and where the answers end in the middle', async () => {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .rejects(new InvalidInputException({ message: 'what is that', $metadata: {} }));
    await expect(ask()).rejects.toMatchObject({ failure: 'refused' });

    iam.on(SimulatePrincipalPolicyCommand).resolves({ EvaluationResults: [], IsTruncated: true });
    await expect(ask()).rejects.toThrow('truncated');
  });
});
