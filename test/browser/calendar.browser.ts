/** The review's page as a person opens it: what is drawn where, in which zone, by which hand, and in which light. */
import type { BrowserContextOptions } from 'playwright-core';
import type { Report } from '../../lib/review/report';
import { removeFolders } from '../lib/rehearsal/assembly-fixture';
import { calendarReport, requestReport } from './calendar-app';
import {
  blocksOf,
  closeBrowser,
  contrastOf,
  describeInBrowser,
  measured,
  opened,
  type OpenedPage,
  screenshot,
} from './opened-page';

/** What WCAG asks of text at its level AA. */
const LEAST_CONTRAST = 4.5;

let report: Report;
let current: OpenedPage;

async function open(options?: BrowserContextOptions, of = report): Promise<OpenedPage['page']> {
  current = await opened(of, options);
  return current.page;
}

describeInBrowser('the page of a review', () => {
  beforeAll(() => {
    report = calendarReport();
  });

  afterEach(async () => {
    await current.page.context().close();
    // Nothing in it asks for anything, and nothing in it is refused.
    expect(current.complaints).toEqual([]);
  });

  afterAll(async () => {
    await closeBrowser();
    removeFolders();
  });

  describe('draws each opening at its hours', () => {
    const everyDay = (times: string, days: readonly string[]): string[] => days.map((day) => `${day}: ${times}`);
    const WEEK = [
      ...['Mon 2027-03-08', 'Tue 2027-03-09', 'Wed 2027-03-10', 'Thu 2027-03-11', 'Fri 2027-03-12', 'Sat 2027-03-13'],
    ];

    test('on the clock of the zone of most windows, to begin with', async () => {
      const page = await open();
      expect(await page.locator('#zone').inputValue()).toBe('Europe/London');
      expect((await blocksOf(page)).sort()).toEqual(
        [
          ...everyDay('5 04:30-07:30', WEEK),
          'Sun 2027-03-14: 5 04:30-07:00',
          'Tue 2027-03-09: 4 19:00-21:00',
          'Tue 2027-03-09: 3 20:00-22:00',
          'Tue 2027-03-09: 1 20:30-20:45',
          'Thu 2027-03-11: 3 20:00-22:00',
          'Sun 2027-03-14: 4 00:30-03:00',
        ].sort(),
      );
      await screenshot(page, 'london', '#calendar');
    });

    test('across midnight, and not over an hour that is skipped', async () => {
      const page = await open();
      await page.selectOption('#zone', 'America/New_York');
      expect((await blocksOf(page)).sort()).toEqual(
        [
          ...everyDay('5 00:00-02:30', WEEK),
          ...everyDay('5 23:30-24:00', [...WEEK, 'Sun 2027-03-14']),
          'Sun 2027-03-14: 5 00:00-02:00',
          'Tue 2027-03-09: 4 14:00-16:00',
          'Tue 2027-03-09: 3 15:00-17:00',
          'Tue 2027-03-09: 1 15:30-15:45',
          'Thu 2027-03-11: 3 15:00-17:00',
          'Sat 2027-03-13: 4 19:30-22:00',
        ].sort(),
      );
      expect(await measured(page, '.skipped')).toEqual(['Sun 2027-03-14: 02:00-03:00']);
      expect(await page.locator('.changed').allTextContents()).toEqual(['23 h: 02:00 to 03:00 is skipped']);
      await screenshot(page, 'new-york', '#calendar');
    });

    test('in UTC, and in the zone of the reader', async () => {
      const page = await open();
      await page.locator('#next').click();
      await page.locator('#next').click();
      await page.locator('#next').click();
      const release = async (): Promise<string[]> => (await blocksOf(page)).filter((block) => block.includes(': 3 '));
      expect(await release()).toEqual(['Tue 2027-03-30: 3 20:00-22:00', 'Thu 2027-04-01: 3 20:00-22:00']);
      await page.selectOption('#zone', 'UTC');
      expect(await release()).toEqual(['Tue 2027-03-30: 3 19:00-21:00', 'Thu 2027-04-01: 3 19:00-21:00']);
      await page.selectOption('#zone', { label: 'Asia/Tokyo (your own)' });
      expect(await release()).toEqual(['Wed 2027-03-31: 3 04:00-06:00', 'Fri 2027-04-02: 3 04:00-06:00']);
    });

    test('around the hour that is skipped, in the week in which the clocks go forward', async () => {
      const page = await open();
      await page.locator('#next').click();
      await page.locator('#next').click();
      const sunday = (await blocksOf(page)).filter((block) => block.startsWith('Sun'));
      expect(sunday).toEqual([
        'Sun 2027-03-28: 4 00:30-01:00',
        'Sun 2027-03-28: 4 02:00-03:00',
        'Sun 2027-03-28: 5 04:30-07:30',
      ]);
      expect(await measured(page, '.skipped')).toEqual(['Sun 2027-03-28: 01:00-02:00']);
      await screenshot(page, 'clocks-forward', '#calendar');
    });

    test('side by side where they overlap', async () => {
      const page = await open();
      const boxes = await page.locator('.day[aria-label="Tue 2027-03-09"] .block').evaluateAll((blocks) =>
        blocks.map((block) => {
          const { left, right, top, bottom } = block.getBoundingClientRect();
          return { left, right, top, bottom };
        }),
      );
      expect(boxes).toHaveLength(4);
      boxes.forEach((one, index) => {
        boxes.slice(index + 1).forEach((other) => {
          const isBeside = one.right <= other.left + 0.5 || other.right <= one.left + 0.5;
          expect(isBeside || one.bottom <= other.top || other.bottom <= one.top).toBe(true);
        });
      });
    });

    test('and greys what the review does not look at', async () => {
      const page = await open();
      await page.selectOption('#zone', 'America/New_York');
      await page.locator('#previous').click();
      expect(await measured(page, '.outside')).toContain('Sun 2027-03-07: 00:00-19:00');
      expect(await page.locator('#previous').isDisabled()).toBe(true);
    });
  });

  describe('outlines the hours in which a request may open', () => {
    const openRequests = (options?: BrowserContextOptions): Promise<OpenedPage['page']> =>
      open(options, requestReport());

    test('beside what the clock opens, and not over it', async () => {
      const page = await openRequests();
      expect(await page.locator('#title').textContent()).toBe(
        '2027-03-08 to 2027-03-14: 1 opening, 3 possible on request',
      );
      expect((await measured(page, '.block.possible')).sort()).toEqual([
        'Thu 2027-03-11: 2 20:00-22:00',
        'Tue 2027-03-09: 2 20:00-22:00',
        'Tue 2027-03-09: 3 21:00-23:00',
      ]);
      expect(await measured(page, '.block:not(.possible)')).toEqual(['Tue 2027-03-09: 3 19:00-21:00']);
      await screenshot(page, 'requests', '#calendar');
    });

    test('and names what may be opened at any time once, while it is shown', async () => {
      const page = await openRequests();
      expect(await page.locator('#always').textContent()).toBe('A request may open at any time: 1 BreakGlass');
      await page.locator('#legend label').filter({ hasText: 'BreakGlass' }).click();
      expect(await page.locator('#always').isVisible()).toBe(false);
      await page.locator('#none').click();
      expect(await page.locator('#title').textContent()).toMatch(/: nothing opens$/);
    });

    test.each(['light', 'dark'] as const)('readably in %s', async (colorScheme) => {
      const page = await openRequests({ colorScheme });
      for (const selector of ['.block.possible .when', '#always .block', '.mark.high']) {
        expect(await contrastOf(page, selector)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      }
      await screenshot(page, `requests-${colorScheme}`);
    });
  });

  describe('follows the reader', () => {
    test('by the keyboard alone', async () => {
      const page = await open();
      await page.locator('#next').focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#title').textContent()).toBe('2027-03-15 to 2027-03-21: 12 openings');
      await page.keyboard.press('Tab');
      await page.keyboard.type('America');
      expect(await page.locator('#zone').inputValue()).toBe('America/New_York');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toMatch(
        /^Rotation: 23:30-02:30/,
      );
      await page.keyboard.press('Enter');
      expect(await page.locator('#access-5').evaluate((details: HTMLDetailsElement) => details.open)).toBe(true);
    });

    test('to the end of the time that is looked at, and not further', async () => {
      const page = await open();
      await page.selectOption('#zone', 'UTC');
      for (let week = 0; week < 3; week++) {
        await page.locator('#next').click();
      }
      expect(await page.locator('#title').textContent()).toMatch(/^2027-03-29 to 2027-04-04/);
      expect(await page.locator('#next').isDisabled()).toBe(true);
      await page.selectOption('#zone', 'Asia/Tokyo');
      expect(await page.locator('#title').textContent()).toMatch(/^2027-03-29 to 2027-04-04/);
    });

    test('and hides what is not to be seen', async () => {
      const page = await open();
      await page.locator('#none').click();
      expect(await blocksOf(page)).toEqual([]);
      expect(await page.locator('#title').textContent()).toMatch(/nothing opens$/);
      await page.locator('#legend label').filter({ hasText: 'Release' }).click();
      expect(await blocksOf(page)).toEqual(['Tue 2027-03-09: 3 20:00-22:00', 'Thu 2027-03-11: 3 20:00-22:00']);
    });
  });

  test.each(['light', 'dark'] as const)('is readable in %s', async (colorScheme) => {
    const page = await open({ colorScheme });
    await page.selectOption('#zone', 'America/New_York');
    const faint: string[] = [];
    for (const selector of [
      ...['body', '.lead', '.quiet', 'td a', '.mark.medium', '.mark.low', '.changed', 'button:enabled', '.block .when'],
      ...[0, 1, 2, 3, 4].map((index) => `#legend .colour-${index}`),
    ]) {
      if ((await contrastOf(page, selector)) < LEAST_CONTRAST) {
        faint.push(selector);
      }
    }
    expect(faint).toEqual([]);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(18, 21, 27)');
    await screenshot(page, colorScheme);
  });

  test('takes nothing of a template for markup', async () => {
    const page = await open();
    expect(await page.title()).toBe('Temporary access from 2027-03-08 to 2027-04-05');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#accesses tbody tr').first().textContent()).toContain(
      "<script>document.title = 'owned'",
    );
  });

  test('lists every opening where there is no JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false });
    expect(await page.locator('#week').isVisible()).toBe(false);
    expect(await page.locator('#calendar noscript').isVisible()).toBe(true);
    expect(await page.locator('#openings tbody tr').count()).toBe(49);
    expect(await page.locator('#openings tbody tr').first().isVisible()).toBe(true);
  });

  test('unfolds on paper', async () => {
    const page = await open({ colorScheme: 'dark' });
    await page.pdf();
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    await screenshot(page, 'paper');
  });

  test('fits a narrow screen', async () => {
    const page = await open({ viewport: { width: 390, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await screenshot(page, 'narrow');
  });
});
