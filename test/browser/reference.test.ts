import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, appWith } from '../support/api.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from '../support/chromium.ts';

describe.runIf(BROWSER.wanted)('the reference at /docs', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    browser = await openBrowser(BROWSER.executable);
    page = await browser.newPage();
    await page.setContent((await answer(appWith().request('/docs'))).body);
  });
  afterAll(async () => await browser?.close());

  test.each([390, 1300])('is not wider than a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    // All of it, also what is folded away.
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(width);
  });

  test.each([
    ['light', 'rgb(0, 0, 0)'],
    ['dark', 'rgb(255, 255, 255)'],
  ] as const)('is written for a %s screen', async (colorScheme, expected) => {
    await page.emulateMedia({ colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).color);
    expect(color).toBe(expected);
  });

  test('gives each scrolling part a name and a tab stop', async () => {
    const scrolling = page.locator('pre, .wide');
    expect(await scrolling.count()).toBeGreaterThan(10);
    for (const element of await scrolling.all()) {
      expect(await element.getAttribute('aria-label')).toBeTruthy();
      expect(await element.getAttribute('tabindex')).toBe('0');
    }
  });

  test('links each entry of its contents to the section of that name', async () => {
    const targets = await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(targets.length).toBeGreaterThan(15);
    for (const target of targets)
      expect(await page.locator(target ?? '').count(), target ?? '').toBe(1);
  });

  test('shows names of code as code', async () => {
    const words = await page.locator('p, li, td').allInnerTexts();
    expect(words.filter((text) => text.includes('`'))).toEqual([]);
  });
});
