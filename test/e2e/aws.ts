/** Clients of the account that moto plays, and the tests that need it. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { STSClient } from '@aws-sdk/client-sts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

/** Set by the global setup, where there is a moto_server. */
const MOTO_ENDPOINT = process.env['MOTO_ENDPOINT'];

/** `describe`, or `describe.skip` on a machine without moto_server. */
export const describeOnMoto = MOTO_ENDPOINT === undefined ? describe.skip : describe;

export function motoEndpoint(): string {
  if (MOTO_ENDPOINT === undefined) {
    throw new Error('there is no moto_server: put the test into describeOnMoto');
  }
  return MOTO_ENDPOINT;
}

export interface Aws {
  readonly endpoint: string;
  readonly cloudFormation: CloudFormationClient;
  readonly iam: IAMClient;
  readonly scheduler: SchedulerClient;
  readonly sts: STSClient;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** moto takes any credentials, until it enforces IAM. */
const ANY: Credentials = { accessKeyId: 'admin', secretAccessKey: 'admin' };

/** As the administrator of the account. */
export function awsAt(endpoint: string, credentials: Credentials = ANY): Aws {
  const config = { endpoint, region: REGION, credentials };
  return {
    endpoint,
    cloudFormation: new CloudFormationClient(config),
    iam: new IAMClient(config),
    scheduler: new SchedulerClient(config),
    sts: new STSClient(config),
  };
}
