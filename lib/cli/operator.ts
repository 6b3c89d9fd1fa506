/** How the commands for deployed stacks come to their account: by the SDK, which is loaded for them alone. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Account } from '../operate/account';
import { PACKAGE, packageRoot } from '../package-root';
import { UsageError } from './terminal';

export interface Connection {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

export interface Operator {
  readonly connect: (connection: Connection) => Account;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const OPERATOR: Operator = {
  connect: (connection) => bundle().connect(connection),
  environment: process.env,
};

function bundle(): Pick<Operator, 'connect'> {
  const file = join(packageRoot(), 'dist', 'operate', 'index.js');
  if (!existsSync(file)) {
    throw new UsageError(
      `the AWS bundle is missing from ${PACKAGE}: reinstall the package, or run \`npm run build\` in it`,
    );
  }
  return createRequire(__filename)(file) as Pick<Operator, 'connect'>;
}
