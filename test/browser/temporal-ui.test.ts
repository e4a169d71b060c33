import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from '../support/chromium.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

describe.runIf(BROWSER.wanted)("Temporal's UI explains a release that waits for approval", () => {
  let playground: Playground;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    playground = await startPlayground();
    browser = await openBrowser(BROWSER.executable);
    page = await browser.newPage({ viewport: { width: 1300, height: 1600 } });
    await page.goto(playground.temporalUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await playground?.stop();
  });

  test('its headline is the id of the release', async () => {
    await page.getByRole('heading', { name: playground.releaseId }).waitFor();
    expect(playground.releaseId).toMatch(/^hello-[0-9a-f]{12}$/);
  });

  test('its timeline shows the purpose of each step, and the wait', async () => {
    for (const row of [
      'build • node build.mjs',
      'test • unit',
      'deploy • staging',
      'verify • staging',
      'Waiting for 1 approval to deploy to production.',
    ])
      await page.getByText(row).first().waitFor();
  });

  test('its details show who can act, since when, and how, with a working link', async () => {
    await page.getByText('User Metadata').first().click();
    const details = page.frameLocator('iframe[src*="Awaiting"]');
    await details.getByText('Waiting for 1 approval to deploy to production.').waitFor();
    await details.getByText(/can act: Anyone with the approve role can approve/).waitFor();
    await details.getByText(/since: \d{4}-\d\d-\d\dT/).waitFor();
    await details.getByText(/curl .*\/approval/).waitFor();
    const link = details.getByRole('link', { name: playground.releaseId });
    const address = await link.getAttribute('href');
    const opened = await fetch(address ?? '');
    expect(opened.status).toBe(200);
    expect(await opened.text()).toContain('Waiting for 1 approval to deploy to production.');
  });

  test('its summary shows service, commit, mode and message', async () => {
    const summary = page.frameLocator('iframe[src*="Continuous"]').first();
    await summary.getByText(/hello [0-9a-f]{12} by Continuous Delivery: Say hello/).waitFor();
  });
});
