/** What the example apps promise about who can do what, beside what the controller does for them. */
import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleStack } from './example-apps';
import { type Json, resourceNamed } from './lib/fixture';

const templateOf = (...args: Parameters<typeof exampleStack>): Template =>
  Template.fromStack(exampleStack(...args).stack);

describe('the agent', () => {
  const template = templateOf('agent-tool');

  test('may call the tool for the case on its session, and nothing else', () => {
    const { Properties } = resourceNamed(template, 'AWS::IAM::ManagedPolicy', 'RefundAccess');
    const [statement, ...others] = Properties.PolicyDocument.Statement;
    expect(others).toEqual([]);
    expect(statement.Action).toBe('execute-api:Invoke');
    expect(statement.Resource['Fn::Join'][1].at(-1)).toBe('/$default/POST/cases/${aws:PrincipalTag/case}/refund');
  });

  test('gets its case from case management, with every session', () => {
    const { AssumeRolePolicyDocument: trust, MaxSessionDuration: seconds } = resourceNamed(
      template,
      'AWS::IAM::Role',
      'AgentRole',
    ).Properties;
    const byCaseManagement = { AWS: { 'Fn::GetAtt': [expect.stringContaining('CaseManagement'), 'Arn'] } };
    expect(trust.Statement).toEqual([
      expect.objectContaining({
        Action: 'sts:AssumeRole',
        Principal: byCaseManagement,
        Condition: { Null: { 'aws:RequestTag/case': 'false' } },
      }),
      expect.objectContaining({
        Action: 'sts:TagSession',
        Principal: byCaseManagement,
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['case'] } },
      }),
    ]);
    // As long as the pause between two cases.
    expect(seconds).toBe(3600);
  });
});

describe('the signer', () => {
  const template = templateOf('artifact-signing');

  test('has the key in its window only: the key itself names nobody', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'kms:Sign', Effect: 'Allow' })] },
    });
    const { KeyPolicy } = resourceNamed(template, 'AWS::KMS::Key', 'SigningKey').Properties;
    expect(JSON.stringify(KeyPolicy)).not.toContain('Signer');
  });

  test('signs one build at a time, for less time than its access lasts, and starts none itself', () => {
    const { ConcurrentBuildLimit, TimeoutInMinutes, QueuedTimeoutInMinutes } = resourceNamed(
      template,
      'AWS::CodeBuild::Project',
      'Signer',
    ).Properties;
    expect(ConcurrentBuildLimit).toBe(1);
    expect([QueuedTimeoutInMinutes, TimeoutInMinutes]).toEqual([5, 20]);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy') as Json);
    expect(policies).not.toMatch(/codebuild:(StartBuild|\*)/);
  });
});

test('the integration may read the one secret, and only by its access', () => {
  const template = templateOf('secret-rotation');
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({
          Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
          Resource: { Ref: Match.stringLikeRegexp('^PartnerKey') },
        }),
      ],
    },
  });
  const policies = Object.values(template.findResources('AWS::IAM::Policy')) as Json[];
  expect(
    policies.filter(({ Properties: { Roles: roles } }) => JSON.stringify(roles).includes('IntegrationRole')),
  ).toEqual([]);
});

test('the pipeline’s agent can write what it deploys by its access only', () => {
  const template = templateOf('release-window');
  const { Properties } = resourceNamed(template, 'AWS::IAM::Policy', 'WarehouseAgentRoleDefaultPolicy');
  expect(JSON.stringify(Properties.PolicyDocument)).not.toContain('WarehouseStock');
  expect(JSON.stringify(Properties.PolicyDocument)).not.toMatch(/codepipeline:/);
});
