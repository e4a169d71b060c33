import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, type Listening } from '../../src/program/listen.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from '../support/chromium.ts';
import { type Site, siteWith } from '../support/site.ts';
import { PAGE_STATES } from '../support/states/all.ts';
import type { PageState } from '../support/states/state.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Where to leave a picture of each, for who looks at all of them. */
const PICTURES = process.env['SLIPWAY_PICTURES'];

describe.runIf(BROWSER.wanted)('the pages in every state', () => {
  let browser: Browser;
  let server: Listening;
  let site: Site = siteWith();
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    const app = { fetch: (request: Request) => site.fetch(request) };
    server = await listen(app, { host: '127.0.0.1', port: 0, stop: () => {} });
    browser = await openBrowser(BROWSER.executable);
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** The page, unfolded, as somebody has it. */
  async function open(page: Page, state: PageState): Promise<void> {
    site = await state.site();
    await page.setExtraHTTPHeaders(state.as ? { Authorization: `Bearer ${state.as}` } : {});
    const answer = await page.goto(`http://127.0.0.1:${server.port}${state.path}`);
    expect(answer?.status()).toBe(state.status ?? 200);
    await page.getByText(state.says).first().waitFor({ timeout: 5_000 });
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  }

  describe.each([
    { screen: 'phone', width: 390, colorScheme: 'dark' },
    { screen: 'desk', width: 1300, colorScheme: 'light' },
  ] as const)('on a $screen, $colorScheme', ({ screen, width, colorScheme }) => {
    let page: Page;
    beforeAll(async () => {
      const viewport = { width, height: 900 };
      // Only here: the tool that looks is a script of its own.
      const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
      page = await context.newPage();
    });

    test.each(PAGE_STATES.map((state) => [state.name, state] as const))(
      '%s: says so, to everybody, and fits',
      async (name, state) => {
        await open(page, state);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(
          (runOnly) =>
            (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly }),
          RULES,
        );
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        const widest = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(widest).toBeLessThanOrEqual(width);
        if (!PICTURES) return;
        const picture = `${name.replaceAll(/\W+/g, '-')}.${screen}.png`;
        await page.screenshot({ path: join(PICTURES, picture), fullPage: true });
      },
    );
  });
});
