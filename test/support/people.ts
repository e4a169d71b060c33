import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type PrincipalName, tokenOf } from './principals.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from './chromium.ts';

export interface People {
  /** A browser of its own for a person: nothing is shared with the others. */
  open(name: PrincipalName, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Browsers for the people of one test file. A test fails if any of them complains.
 *
 * @param expected what they may complain about
 */
export function usePeople(expected = /^$/): People {
  let browser: Browser;
  let said: string[] = [];
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    browser = await openBrowser(BROWSER.executable);
  });
  afterEach(() => {
    const complaints = said.filter((line) => !expected.test(line));
    said = [];
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  afterAll(async () => await browser?.close());
  return {
    async open(name, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1200, height: 900 },
        extraHTTPHeaders: { Authorization: `Bearer ${tokenOf(name)}` },
        ...options,
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') said.push(message.text());
      });
      return page;
    },
  };
}
