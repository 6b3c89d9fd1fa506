/** The parts of a role's ARN. A role's name is its own within an account, whatever its path. */

export interface RoleParts {
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

/** Every call asks for these, and there are few roles. */
const known = new Map<string, RoleParts>();

export function partsOfRole(arn: string): RoleParts {
  let parts = known.get(arn);
  if (parts === undefined) {
    const [, partition = '', , , account = '', resource = ''] = arn.split(':');
    parts = { partition, account, name: resource.slice(resource.lastIndexOf('/') + 1) };
    known.set(arn, parts);
  }
  return parts;
}

export function roleKey(arn: string): string {
  const { account, name } = partsOfRole(arn);
  return `${account}/${name}`;
}
