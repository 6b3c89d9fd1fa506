/**
 * References between stacks of two regions: the CDK writes each into a parameter of the other region, and reads it there.
 *
 * Gotchas: what is read is looked up whenever it is asked for, since the parameter changes with the stack that writes it.
 */
import { type Attributes, type Life, type Making, object, one } from './life';

export const EXPORT_WRITER: Life = {
  make: (making) => {
    write(making);
    return undefined;
  },
  change: (_before, after) => {
    write(after);
  },
  remove: () => undefined,
};

export const EXPORT_READER: Life = {
  make: ({ aws, env: { account, region } }) =>
    new Proxy<Attributes>({}, { get: (_, name) => aws.parameters.get(keyOf(account, region, String(name))) }),
  change: () => undefined,
  remove: () => undefined,
};

function write({ aws, env, properties }: Making): void {
  const { region, exports } = object(properties['WriterProps']);
  for (const [name, value] of Object.entries(object(exports))) {
    aws.parameters.set(keyOf(env.account, one(region), name), one(value));
  }
}

function keyOf(account: string, region: string, name: string): string {
  return `${account} ${region} ${name}`;
}
