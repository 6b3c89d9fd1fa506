/** With moto enforcing IAM, a call of the target role is refused before the window, allowed in it, refused after it. */
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { DEPLOYMENT_RESOURCE, roleName } from '../../lib/core/declaration';
import { MINUTE, plus } from '../../lib/core/interval';
import { ACCOUNT, type Aws, awsAt, type Credentials, describeOnMoto, REGION } from './aws';
import { DeployedStack, type SingleAccess, singleAccess } from './deployed-stack';
import { eventsOf } from './function';
import { accessIn, aroundNow, once, stackNamed } from './moment';
import { enforceIam, type MotoServer, startMoto } from './moto-server';

/**
 * What the roles get beside what the template gives them, each for a gap of moto's enforcement:
 * - moto asks whether GetSchedule is allowed on `*`, since it knows no resources of Scheduler.
 * - moto's CloudFormation keeps the inline policies of a role in a form that its own enforcement cannot read, so they
 *   are put there once more, as the template has them.
 * - moto compares the principals of a trust policy with the ARN of the session, where AWS looks at its role too, and
 *   takes a statement about somebody else for a refusal: one statement names the sessions of both functions.
 *
 * It knows no conditions and no session policies either: what they refuse is shown by the rehearsal.
 */
async function putShims({ aws, ofFunctions, deployed }: Shimmed): Promise<void> {
  for (const role of ofFunctions) {
    await aws.iam.send(
      new PutRolePolicyCommand({
        RoleName: roleName(role),
        PolicyName: 'Shim',
        PolicyDocument: allowing('scheduler:GetSchedule'),
      }),
    );
  }
  const sessions = ofFunctions.flatMap((role) =>
    ['index.opener', 'index.closer'].map(
      (session) => `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName(role)}/${session}`,
    ),
  );
  for (const id of deployed.ofType('AWS::IAM::Role')) {
    if (id.includes('AttachmentRole')) {
      await aws.iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: deployed.refOf(id),
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: sessions } }],
          }),
        }),
      );
    }
    for (const { PolicyName, PolicyDocument } of deployed.propertiesOf(id).Policies ?? []) {
      await aws.iam.send(
        new PutRolePolicyCommand({
          RoleName: deployed.refOf(id),
          PolicyName,
          PolicyDocument: JSON.stringify(PolicyDocument),
        }),
      );
    }
  }
}

interface Shimmed {
  readonly aws: Aws;
  readonly deployed: DeployedStack;
  readonly ofFunctions: readonly string[];
}

let moto: MotoServer | undefined;

afterAll(() => moto?.stop());

const allowing = (Action: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** moto knows no root user: someone who may do everything, with keys of his own. */
async function administrator(endpoint: string): Promise<Aws> {
  const { iam } = awsAt(endpoint);
  await iam.send(new CreateUserCommand({ UserName: 'Admin' }));
  await iam.send(new PutUserPolicyCommand({ UserName: 'Admin', PolicyName: 'All', PolicyDocument: allowing('*') }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'Admin' }));
  return awsAt(endpoint, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! });
}

async function sessionOf({ sts }: Aws, roleArn: string): Promise<Credentials> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

async function outcomeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'allowed';
  } catch (error) {
    return (error as Error).name;
  }
}

describeOnMoto('with IAM enforced', () => {
  let single: SingleAccess;
  let target: S3Client;
  let attach: (credentials: Credentials) => Promise<string>;
  let opener: Credentials;
  let attachment: Credentials;
  const times = aroundNow();

  beforeAll(async () => {
    moto = await startMoto();
    const aws = await administrator(moto.endpoint);
    const stack = stackNamed('Enforced');
    accessIn(stack, once(times));
    const deployed = await DeployedStack.create(aws, stack, { without: [DEPLOYMENT_RESOURCE] });
    single = singleAccess(deployed);
    const roles = deployed.ofType('AWS::Lambda::Function').map((id): string => deployed.propertiesOf(id).Role);
    await putShims({ aws, deployed, ofFunctions: roles });
    const { access } = single;
    target = new S3Client({
      endpoint: moto.endpoint,
      region: REGION,
      credentials: await sessionOf(aws, access.role),
    });
    opener = await sessionOf(aws, roles[0]!);
    attachment = await sessionOf(aws, access.attachmentRole);
    attach = (credentials) => {
      const iam = new IAMClient({ endpoint: aws.endpoint, region: REGION, credentials });
      const [PolicyArn] = access.policies;
      return outcomeOf(() => iam.send(new AttachRolePolicyCommand({ RoleName: roleName(roles[0]!), PolicyArn })));
    };
    await enforceIam(moto.endpoint);
  });

  const listBuckets = (): Promise<string> => outcomeOf(() => target.send(new ListBucketsCommand({})));

  test('the role may do in the window, and only there, what the access gives', async () => {
    expect(await listBuckets()).toBe('AccessDenied');

    const opened = await single.edge('start', times.start);
    expect(opened.failed).toBeUndefined();
    expect(eventsOf(opened)).toEqual(['attached', 'opened']);
    expect(await listBuckets()).toBe('allowed');

    expect(eventsOf(await single.edge('end', plus(times.end, MINUTE)))).toEqual(['detached', 'verified']);
    expect(await listBuckets()).toBe('AccessDenied');
  });

  test('the opener itself may attach nothing, and its attachment role nothing to other roles', async () => {
    expect(await attach(opener)).toBe('AccessDenied');
    expect(await attach(attachment)).toBe('AccessDenied');
  });
});
