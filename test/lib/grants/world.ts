/** An app for all cases of one kind of role, and what its templates have of each. */
import { App, CfnElement, type Environment, Stack, TimeZone } from 'aws-cdk-lib';
import { Grant, type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { Construct } from 'constructs';
import type { Json } from '../fixture';
import { type Arrange, ELSEWHERE, HERE } from './places';

/** Who may have an access. */
export interface Kind {
  readonly env: Environment;
  readonly context?: Record<string, unknown>;
  readonly role: (scope: Construct, roles: Construct) => IRole;
}

const newRole = (scope: Construct): Role =>
  new Role(scope, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const importedRole =
  (account: string, mutable: boolean) =>
  (scope: Construct): IRole =>
    Role.fromRoleArn(scope, 'Role', `arn:aws:iam::${account}:role/deploy`, { mutable });

export const KINDS: [name: string, kind: Kind][] = [
  ['a role of the stack', { env: HERE, role: newRole }],
  ['a role of another stack', { env: HERE, role: (_scope, roles) => newRole(roles) }],
  ['a role imported as mutable', { env: HERE, role: importedRole(HERE.account, true) }],
  ['a role imported as immutable', { env: HERE, role: importedRole(HERE.account, false) }],
  [
    'a role imported by name into a stack of any account',
    { env: { region: HERE.region }, role: (scope) => Role.fromRoleName(scope, 'Role', 'deploy') },
  ],
  [
    'a role of the stack, with policies minimized',
    { env: HERE, context: { '@aws-cdk/aws-iam:minimizePolicies': true }, role: newRole },
  ],
];
export const OF_ANOTHER_ACCOUNT: Kind = { env: HERE, role: importedRole(ELSEWHERE.account, false) };

/** An app with an access for each case, and whatever the cases grant to it. */
export class World {
  public readonly app: App;
  public readonly accesses: TemporaryAccess[];

  constructor(
    { env, context, role }: Kind,
    cases: readonly Arrange[],
    give: (grant: (access: TemporaryAccess) => unknown, access: TemporaryAccess) => void,
  ) {
    this.app = new App({ context: context ?? {}, analyticsReporting: false, stackTraces: false, treeMetadata: false });
    const shop = new Stack(this.app, 'Shop', { env });
    const shared = new Stack(this.app, 'Shared', { env });
    const roles = new Stack(this.app, 'Roles', { env });
    const elsewhere = new Stack(this.app, 'Elsewhere', { env: ELSEWHERE });
    this.accesses = cases.map((arrange, index) => {
      const [own, ofShared, ofRoles, ofElsewhere] = [shop, shared, roles, elsewhere].map(
        (stack) => new Construct(stack, `Case${index}`),
      ) as [Construct, Construct, Construct, Construct];
      const grant = arrange({ own, shared: ofShared, elsewhere: ofElsewhere });
      const access = new TemporaryAccess(own, 'Access', {
        role: role(own, ofRoles),
        purpose: 'See what a grant does',
        windows: [AccessWindow.daily({ start: '22:00', end: '06:00', timeZone: TimeZone.EUROPE_LONDON })],
        statements: [new PolicyStatement({ actions: ['sts:GetCallerIdentity'], resources: ['*'] })],
      });
      give(grant, access);
      return access;
    });
  }

  /** Every part of every template, under the path of the case's construct that it belongs to. */
  public parts({ skipValidation }: { skipValidation: boolean }): Map<string, Part> {
    const templates = new Map(
      this.app.synth({ skipValidation }).stacks.map(({ stackName, template }) => [stackName, template]),
    );
    const paths = new Map(
      this.app.node
        .findAll()
        .filter((node) => CfnElement.isCfnElement(node))
        .map((element) => [
          `${element.stack.stackName} ${String(element.stack.resolve(element.logicalId))}`,
          element.node.path,
        ]),
    );
    return new Map(
      [...templates].flatMap(([stack, template]) =>
        Object.entries(template as Record<string, Json>).flatMap(([section, entries]) =>
          Object.entries(entries as Record<string, Json>).map(([id, value]): [string, Part] => [
            `${stack} ${section} ${id}`,
            { path: paths.get(`${stack} ${id}`) ?? stack, section, value },
          ]),
        ),
      ),
    );
  }

  /** The problems that stop the synth, by the path of the construct that has them. */
  public problems(): Map<string, string[]> {
    const problems = new Map<string, string[]>();
    try {
      this.app.synth();
    } catch (error) {
      for (const [, path, problem] of (error as Error).message.matchAll(/^ *\[([^\]]+)\] (.*)$/gm)) {
        problems.set(path!, [...(problems.get(path!) ?? []), problem!]);
      }
      if (problems.size === 0) {
        throw error;
      }
    }
    return problems;
  }
}

export interface Part {
  readonly path: string;
  readonly section: string;
  readonly value: Json;
}

export const withGrants = (grant: (access: TemporaryAccess) => unknown, access: TemporaryAccess): void => {
  const result = grant(access);
  if (result instanceof Grant) {
    result.assertSuccess();
  }
};
export const withoutGrants = (): void => undefined;

/** The parts that the grants added, changed or took away. Exports, by which stacks refer to each other, are none. */
export function changes(before: Map<string, Part>, after: Map<string, Part>): Part[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => JSON.stringify(before.get(key)?.value) !== JSON.stringify(after.get(key)?.value))
    .map((key) => (after.get(key) ?? before.get(key))!)
    .filter(({ section, value }) => !(section === 'Outputs' && value.Export !== undefined));
}
