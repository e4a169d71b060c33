import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, type Listening } from '../../src/program/listen.ts';
import { appStore, NOW_MS } from '../support/api.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from '../support/chromium.ts';
import { recordsOfAQuarter } from '../support/quarter.ts';
import { siteWith } from '../support/site.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SEEN = [
  ['a phone', 390, 'light'],
  ['a phone', 390, 'dark'],
  ['a desk', 1300, 'light'],
  ['a desk', 1300, 'dark'],
] as const;

describe.runIf(BROWSER.wanted)('the metrics in a browser', () => {
  let browser: Browser;
  let page: Page;
  const servers: Listening[] = [];
  let full = '';
  let empty = '';

  async function serve(store: ReturnType<typeof appStore>): Promise<string> {
    const place = { host: '127.0.0.1', port: 0, stop: () => {} };
    const server = await listen(siteWith({}, { store }), place);
    servers.push(server);
    return `http://127.0.0.1:${server.port}/ui/metrics`;
  }

  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    const store = appStore();
    for (const { auditLogId, entries } of recordsOfAQuarter(NOW_MS))
      await store.appendToAuditLog(auditLogId, entries);
    [full, empty] = [await serve(store), await serve(appStore())];
    browser = await openBrowser(BROWSER.executable);
    // Tests reach into the page, which nobody else can.
    const context = await browser.newContext({
      bypassCSP: true,
      extraHTTPHeaders: { Authorization: 'Bearer ana' },
    });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(servers.map(async (server) => server.close()));
  });

  /** All of it, also what is folded away. */
  async function unfold(): Promise<void> {
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  }

  describe.each(SEEN)('on %s of %i pixels, %s', (_, width, colorScheme) => {
    beforeAll(async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
    });

    test.each([
      ['with numbers', () => full],
      ['without any', () => empty],
    ])('%s it has no fault that axe finds, and is not wider than its window', async (__, url) => {
      await page.goto(url());
      await unfold();
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(async () =>
        (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(widest).toBeLessThanOrEqual(width);
    });
  });

  test('by the keyboard alone it measures months, and unfolds the numbers', async () => {
    await page.goto(full);
    await page.getByRole('combobox', { name: 'By', exact: true }).focus();
    await page.keyboard.press('m');
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement?.textContent);
      if (focused === 'Show') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/by=month/);
    await page.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('cell', { name: '1 of', exact: false }).count())
      .toBeGreaterThan(0);
    expect(await page.getByRole('rowheader', { name: 'Nov 2026' }).first().isVisible()).toBe(true);
  });

  test('every part of the lead time has a look of its own', async () => {
    await page.goto(full);
    const fills = await page
      .locator('.legend .share')
      .evaluateAll((all) =>
        all.map(
          (one) => getComputedStyle(one).fill + getComputedStyle(one).getPropertyValue('--tone'),
        ),
      );
    expect(fills.length).toBe(10);
    expect(new Set(fills).size).toBe(fills.length);
  });

  test('an invalid form keeps its values, with the error', async () => {
    await page.goto(full);
    await page.getByLabel('Time zone').fill('Berlin');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Europe/Berlin');
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Berlin');
  });
});
