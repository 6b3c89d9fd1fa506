/** The accounts of the organisation, all in one region: yours go here. */
import { Arn, ArnFormat, type Environment } from 'aws-cdk-lib';

const REGION = 'eu-west-2';

const environment = (account: string): Required<Environment> => ({ account, region: REGION });

/** Where the pipeline runs. */
export const TOOLS = environment('111111111111');
/** Where security listens. */
export const SECURITY = environment('222222222222');
/** Where access is given. */
export const STAGING = environment('333333333333');
export const PRODUCTION = environment('444444444444');

export const CENTRAL_BUS = 'temporary-access';

/** By name, not by reference: no stack can refer to one of another account that is not yet deployed. */
export const CENTRAL_BUS_ARN = Arn.format({
  partition: 'aws',
  service: 'events',
  ...SECURITY,
  resource: 'event-bus',
  resourceName: CENTRAL_BUS,
  arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
});
