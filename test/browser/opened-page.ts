/** A review's page in the browser of the suite, and what a person would see of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { html } from '../../lib/review/html/html';
import type { Report } from '../../lib/review/report';

const ENDPOINT = process.env['BROWSER_ENDPOINT'];
const SCREENSHOTS = join(__dirname, 'screenshots');

/** Skipped, and counted as such, where no browser starts. */
export const describeInBrowser = ENDPOINT === undefined ? describe.skip : describe;

export interface OpenedPage {
  readonly page: Page;
  /** What the console, the policy of the page or the network had to say. There should be nothing. */
  readonly complaints: readonly string[];
}

let browser: Browser | undefined;
const folder = mkdtempSync(join(tmpdir(), 'review-'));

export async function opened(report: Report, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  browser ??= await chromium.connect(ENDPOINT ?? '');
  const file = join(folder, 'review.html');
  writeFileSync(file, html(report));
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1360, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.route(
    (url) => url.href.replace(/#.*/, '') !== address,
    async (route) => {
      complaints.push(`request of ${route.request().url()}`);
      await route.abort();
    },
  );
  await page.goto(address);
  return { page, complaints };
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  rmSync(folder, { recursive: true });
}

export async function screenshot(page: Page, name: string, place = 'body'): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.locator(place).screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** `Tue 2027-03-09: 3 20:00-22:00`, of each block of the calendar, measured against the hours that stand beside it. */
export async function blocksOf(page: Page): Promise<string[]> {
  return measured(page, '.block');
}

/** The same of what is drawn behind the blocks: hours that are skipped, come twice, or are not looked at. */
export async function measured(page: Page, kind: string): Promise<string[]> {
  const days = await page.evaluate((selector) => {
    const rows = [...document.querySelectorAll('[data-hour]')].map((row) => row.getBoundingClientRect());
    const minuteAt = (y: number): number => {
      const hour = Math.max(
        rows.findLastIndex(({ top }) => top <= y + 0.01),
        0,
      );
      const { top, height } = rows[hour]!;
      return Math.round((hour + (y - top) / height) * 60);
    };
    return [...document.querySelectorAll('.day')].map((day) => ({
      label: day.getAttribute('aria-label'),
      drawn: [...day.querySelectorAll(selector)].map((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return { tag: one.querySelector('.tag')?.textContent, from: minuteAt(top), to: minuteAt(bottom) };
      }),
    }));
  }, kind);
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return days.flatMap(({ label, drawn }) =>
    drawn.map(({ tag, from, to }) => `${label}: ${tag === undefined ? '' : `${tag} `}${clock(from)}-${clock(to)}`),
  );
}

/** How much the text of an element stands out from what is behind it, from 1 to 21. */
export async function contrastOf(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      const paint = (colour: string): number[] => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
      };
      const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
        const [r = 0, g = 0, b = 0] = [red, green, blue]
          .map((part) => part / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const layers: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        layers.unshift(getComputedStyle(at).backgroundColor);
      }
      const ground = layers.map(paint).at(-1)!;
      const text = paint(getComputedStyle(element).color);
      const [dark = 0, light = 0] = [luminance(ground), luminance(text)].sort((one, other) => one - other);
      return (light + 0.05) / (dark + 0.05);
    });
}
