/**
 * Takes the pictures of README.md, in a real browser, of a real release:
 * `node --import tsx bin/screenshot.ts`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createDirectoryStore } from '../src/store/directory/store.ts';
import { findChromium, HOW_TO_GET_CHROMIUM, openBrowser } from '../test/support/chromium.ts';
import { startPlayground } from '../test/support/playground.ts';
import { recordsOfAQuarter } from '../test/support/quarter.ts';

const folder = join(import.meta.dirname, '../docs/images');
const executable = findChromium(process.env);
if (!executable) {
  console.error(HOW_TO_GET_CHROMIUM);
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const playground = await startPlayground(3000);
const browser = await openBrowser(executable);
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 960 } });
  await page.goto(playground.temporalUrl);
  await page.getByText('Waiting for 1 approval').first().waitFor();
  await takeTimeline(page);
  await takeDetails(page);
  await takePages(page);
  await takeMetrics(page);
} finally {
  await browser.close();
  await playground.stop();
}

/** The steps, and the wait as the last row. */
async function takeTimeline(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 1300 });
  await settle(page);
  await save(page, 'temporal-ui-timeline.png', { left: 270, top: 650, height: 390 });
}

/** The wait, in words. */
async function takeDetails(page: Page): Promise<void> {
  await page.getByText('User Metadata').first().click();
  const details = page.frameLocator('iframe[src*="Awaiting"]');
  await details.getByText(/curl .*\/approval/).waitFor();
  await page.setViewportSize({ width: 1400, height: 960 });
  await settle(page);
  await save(page, 'temporal-ui-waiting.png', { left: 0, top: 0, height: 940 });
}

/** The pages for decisions: the dashboard, and the waiting release. */
async function takePages(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.goto(playground.apiUrl);
  await page.screenshot({ path: join(folder, 'dashboard.png') });
  await page.goto(`${playground.apiUrl}/ui/releases/${playground.releaseId}`);
  await page.screenshot({ path: join(folder, 'release.png') });
  console.log('wrote docs/images/dashboard.png and release.png');
}

/** The metrics of a service: of an invented past, as this service has just begun. */
async function takeMetrics(page: Page): Promise<void> {
  const store = createDirectoryStore(join(playground.folder, 'var/store'));
  for (const { auditLogId, entries } of recordsOfAQuarter(Date.now()))
    await store.appendToAuditLog(auditLogId, entries);
  await page.setViewportSize({ width: 1200, height: 960 });
  await page.goto(`${playground.apiUrl}/ui/metrics?service=hello`);
  await page.locator('main').screenshot({ path: join(folder, 'metrics.png') });
  console.log('wrote docs/images/metrics.png');
}

/** Waits until the drawing has stopped to move, for which the page has no event. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(2_000);
}

async function save(page: Page, name: string, part: { left: number; top: number; height: number }) {
  const path = join(folder, name);
  const clip = { x: part.left, y: part.top, width: 1400 - part.left, height: part.height };
  await page.screenshot({ path, clip, animations: 'disabled' });
  console.log(`wrote docs/images/${name}`);
}
