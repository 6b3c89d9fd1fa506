/**
 * Bundles the handler and the commands' way to AWS as they are packaged, and starts the one moto_server that the test
 * files share.
 *
 * Where there is none the files skip themselves, which CI must not: it fails here.
 */
import { bundleHandler } from '../../scripts/bundle-handler';
import { bundleOperate } from '../../scripts/bundle-operate';
import { awsIsInstalled } from './runbook-shell';
import { INSTALL, motoIsInstalled, type MotoServer, startMoto } from './moto-server';

declare global {
  // Setup and teardown are modules of their own, and share nothing else.
  var moto: MotoServer | undefined;
}

export default async function setUp(): Promise<void> {
  if (!motoIsInstalled()) {
    const problem = `moto_server is not on this machine: install it with \`${INSTALL}\``;
    if (process.env['CI'] !== undefined) {
      throw new Error(`${problem}; in CI the end-to-end suite is not optional`);
    }
    process.stderr.write(`\n${problem}. The end-to-end suite is skipped.\n`);
    return;
  }
  if (!awsIsInstalled()) {
    const problem = 'the AWS CLI is not on this machine: install it with `pip install awscli`';
    if (process.env['CI'] !== undefined) {
      throw new Error(`${problem}; in CI the commands of the runbook are not optional`);
    }
    process.stderr.write(`\n${problem}. The commands of the runbook are not run.\n`);
    process.env['WITHOUT_AWS_CLI'] = 'true';
  }
  await Promise.all([bundleHandler(), bundleOperate()]);
  globalThis.moto = await startMoto();
  process.env['MOTO_ENDPOINT'] = globalThis.moto.endpoint;
}
