/** The policies of docs/enforce.md, and an evaluator that asks for somebody whose own policies allow everything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../lib/assembly/template';
import type { RequestContext } from '../lib/rehearsal/iam-condition';
import { decide, type Decision, type PolicyDocument as Document } from '../lib/rehearsal/iam-policy';
import { ACCOUNT, Deployed } from './lib/as-deployed';
import { accessIn, stackOf } from './lib/fixture';

export const PAGE = readFileSync(join(__dirname, '../docs/enforce.md'), 'utf8');

/** A policy of the page, by its name there. */
export function policy(name: string): Document {
  const text = new RegExp(`<!-- policy: ${name} -->\\n\\n\`\`\`json\\n([\\s\\S]*?)\\n\`\`\``).exec(PAGE)![1]!;
  return JSON.parse(text.replaceAll('ACCOUNT', ACCOUNT)) as Document;
}

export const statementsOf = (document: Document): JsonObject[] => document['Statement'] as JsonObject[];
export const ALL: Document = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
export const [ORGANISATION, TARGETS, LIBRARY, TARGET_ROLES] = [
  'organisation',
  'targets',
  'library',
  'target-roles',
].map(policy) as [Document, Document, Document, Document];
export const PEOPLE: Document = {
  ...policy('people'),
  Statement: [...statementsOf(policy('people')), ...statementsOf(ORGANISATION)],
};

export const iam = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;
const deployed = ((): Deployed => {
  const stack = stackOf();
  accessIn(stack);
  return new Deployed(stack);
})();
export const attachmentRole = deployed.one('AWS::IAM::Role', /AttachmentRole/).arn;
export const openerRole = deployed.one('AWS::IAM::Role', /OpenerRole/).arn;
export const ownPolicy = deployed.one('AWS::IAM::ManagedPolicy').arn;
export const target = iam('role/time-bound/deploy');
export const admin = iam('role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Admin_0123456789abcdef');
export const cloudFormation = iam(`role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-west-2`);
export const FUNCTION = `arn:aws:lambda:eu-west-2:${ACCOUNT}:function:Shop-Opener`;
export const LAMBDA = { 'iam:PassedToService': 'lambda.amazonaws.com' };
export const SCHEDULER = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
export const CONTROLLER = { 'aws:ResourceTag/temporary-access': 'controller' };
export const attaching = (arn: string): RequestContext => ({ 'iam:PolicyARN': arn });

/** To somebody whose own policies allow everything. */
export function under(
  limits: object,
  who: string,
  action: string,
  resource: string,
  more: RequestContext = {},
): Decision {
  return decide({ policies: [ALL], ...limits }, { action, resource, context: { 'aws:PrincipalArn': who, ...more } });
}
