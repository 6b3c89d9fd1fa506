import { type Environment, physicalResource } from '../../../lib/rehearsal/physical-resource';

const env: Environment = { partition: 'aws', account: '111122223333', region: 'eu-west-2', stackName: 'Shop' };

test.each([
  [
    'AWS::Lambda::Alias',
    { Name: 'live', FunctionName: 'backend' },
    /^arn:aws:lambda:eu-west-2:111122223333:function:backend:live$/,
  ],
  ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'deploy' }, /^arn:aws:iam::111122223333:policy\/deploy$/],
  ['AWS::IAM::Role', { RoleName: 'deploy', Path: '/ci/' }, /^deploy$/],
  ['AWS::SQS::Queue', { QueueName: 'jobs' }, /^https:\/\/sqs\.eu-west-2\.amazonaws\.com\/111122223333\/jobs$/],
])('a Ref of %s is what CloudFormation gives for it', (type, properties, expected) => {
  expect(physicalResource(type, 'Resource', properties, env).ref).toMatch(expected);
});

test('a role has its path in its ARN, and not in its name', () => {
  const role = physicalResource('AWS::IAM::Role', 'Role', { RoleName: 'deploy', Path: '/ci/' }, env);
  expect(role.attribute('Arn')).toBe('arn:aws:iam::111122223333:role/ci/deploy');
});
