/**
 * A headless Chromium: the one that a package brings for Linux on x64, or another one that CHROMIUM names.
 *
 * https://github.com/Sparticuz/chromium
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';

const ROOT = join(__dirname, '..', '..');

export const INSTALL = 'apt-get install chromium';
export const START = 'CHROMIUM=/usr/bin/chromium npm run test:browser';

export async function startBrowser(): Promise<BrowserServer> {
  return chromium.launchServer({
    executablePath: process.env['CHROMIUM'] ?? (await unpacked()),
    // It opens nothing but files of this repository, and a container has no sandbox to give.
    chromiumSandbox: false,
    host: '127.0.0.1',
  });
}

/** The package unpacks into the folder for temporary files, where anybody could have left another executable. */
async function unpacked(): Promise<string> {
  const before = process.env['TMPDIR'];
  const folder = join(ROOT, 'node_modules', '.cache', 'chromium');
  mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = folder;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    if (before === undefined) {
      delete process.env['TMPDIR'];
    } else {
      process.env['TMPDIR'] = before;
    }
  }
}
