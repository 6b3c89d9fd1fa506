/** Bundles the handler once before the tests, so that no test runs against a stale bundle. */
import { bundleHandler } from '../scripts/bundle-handler';

export default async function setUp(): Promise<void> {
  await bundleHandler();
}
