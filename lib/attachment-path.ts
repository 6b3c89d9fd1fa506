/**
 * The path of an attachment role: what tells the real role and policies of its access apart.
 *
 * It is there to change when CloudFormation replaces one of them, so that the attachment role is replaced too. Whoever
 * puts roles below a path of the organisation's may write that before it; nobody may write another in its place.
 */
import { createHash } from 'node:crypto';
import { Aws, type CfnResource, Fn, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import { CfnManagedPolicy, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The longest that a role's name or the resource part of an ARN usually are. */
const LONGEST_ROLE_NAME = 64;
const LONGEST_ROLE = 'role/'.length + LONGEST_ROLE_NAME;
const LONGEST_POLICY = 'policy/'.length + 128;
const ID_LENGTH = 21;
const HASH_LENGTH = 8;
const UUID_LENGTH = 36;

const ROOT = '/temporary-access/';

/** A resolved ARN that refers to nothing but pseudo parameters. */
const FIXED_WITHIN_STACK = /^(?!.*"(?:Ref":"(?!AWS::)|Fn::GetAtt"|Fn::ImportValue"))/;

/** Everything that one controller's functions may assume lies under this path. */
export function attachmentRolePath(prefix = ''): string {
  return `${prefix}${ROOT}${stackInstance()}/`;
}

/** The part of the stack's id that no other stack has or will have. */
export function stackInstance(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}

/** A segment of the path, or several. */
interface Mark {
  readonly text: string;
  readonly longest: number;
}

export class AttachmentPath {
  constructor(
    private readonly scope: Construct,
    private readonly role: IRole,
    private readonly policyArns: () => readonly string[],
  ) {}

  /** At synth only, when all policies are known. */
  public get text(): string {
    return `${attachmentRolePath()}${this.marks()
      .map(({ text }) => text)
      .join('/')}/`;
  }

  public get longest(): number {
    return this.marks().reduce((length, mark) => length + mark.longest + 1, ROOT.length + UUID_LENGTH + 1);
  }

  /** What somebody has put before it in the template; undefined where it is not there any more. */
  public prefixIn(rendered: unknown): string | undefined {
    const [first] = (rendered as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1] ?? [];
    if (typeof first !== 'string' || !first.endsWith(ROOT)) {
      return undefined;
    }
    const prefix = first.slice(0, -ROOT.length);
    const expected: unknown = Stack.of(this.scope).resolve(`${prefix}${this.text}`);
    return JSON.stringify(expected) === JSON.stringify(rendered) ? prefix : undefined;
  }

  private marks(): Mark[] {
    return [this.ofRole(), ...this.policyArns().map((arn) => this.ofPolicy(arn))];
  }

  /** Its name. Where the CDK would cut that out of an ARN, and take the first part of its path for it, all of that. */
  private ofRole(): Mark {
    const name = JSON.stringify(Stack.of(this.scope).resolve(this.role.roleName));
    return name.includes('"Fn::Select"')
      ? { text: resourcePart(this.role.roleArn), longest: LONGEST_ROLE }
      : { text: this.role.roleName, longest: LONGEST_ROLE_NAME };
  }

  /** Its id, a hash of a fixed ARN, or the name within an unknown one. */
  private ofPolicy(arn: string): Mark {
    const resource = resourceOf(arn);
    if (resource !== undefined && Stack.of(resource) === Stack.of(this.scope)) {
      return { text: resource.attrPolicyId, longest: ID_LENGTH };
    }
    const resolved = JSON.stringify(Stack.of(this.scope).resolve(arn));
    return FIXED_WITHIN_STACK.test(resolved)
      ? { text: createHash('sha256').update(resolved).digest('hex').slice(0, HASH_LENGTH), longest: HASH_LENGTH }
      : { text: resourcePart(arn), longest: LONGEST_POLICY };
  }
}

/** `role/teams/shop/deploy` of an ARN that only the deployment knows. */
function resourcePart(arn: string): string {
  return Fn.select(5, Fn.split(':', arn));
}

/** The resource of a policy that is declared in this app. */
function resourceOf(arn: string): CfnManagedPolicy | undefined {
  const [token] = Tokenization.reverseString(arn).tokens;
  const target = Reference.isReference(token) ? token.target : undefined;
  return CfnManagedPolicy.isCfnManagedPolicy(target) ? target : undefined;
}

/** A resource's properties as the template will have them, whichever way they were changed. */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const { _toCloudFormation: render } = resource as unknown as { readonly _toCloudFormation: () => object };
  const { Resources: rendered } = Stack.of(resource).resolve(render.call(resource)) as {
    Resources: Record<string, { Properties?: Record<string, unknown> }>;
  };
  return Object.values(rendered)[0]?.Properties ?? {};
}
