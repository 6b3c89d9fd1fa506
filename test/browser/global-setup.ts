/**
 * Bundles the page's script as it is packaged, and starts the one browser that the suite shares.
 *
 * Where it cannot start the suite skips itself, which CI must not: it fails here.
 */
import type { BrowserServer } from 'playwright-core';
import { bundlePage } from '../../scripts/bundle-page';
import { INSTALL, START, startBrowser } from './browser';

declare global {
  // Setup and teardown are modules of their own, and share nothing else.
  var browser: BrowserServer | undefined;
}

export default async function setUp(): Promise<void> {
  await bundlePage();
  try {
    globalThis.browser = await startBrowser();
  } catch (error) {
    const problem = `no headless Chromium starts on this machine: install one with \`${INSTALL}\`, and run \`${START}\``;
    if (process.env['CI'] !== undefined) {
      throw new Error(`${problem}; in CI the suite is not optional`, { cause: error });
    }
    process.stderr.write(`\n${problem}. The suite is skipped.\n${String(error)}\n`);
    return;
  }
  process.env['BROWSER_ENDPOINT'] = globalThis.browser.wsEndpoint();
}
