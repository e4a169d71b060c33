import axe from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { BROWSER } from '../support/chromium.ts';
import { usePeople } from '../support/people.ts';
import { useShop } from '../support/shop.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PAGES = ['dashboard', 'waiting', 'asking', 'ended', 'log', 'environment', 'start', 'nothing'];

describe.runIf(BROWSER.wanted)('how the pages look', () => {
  // What is not there, or not allowed, is said by the browser as well.
  const people = usePeople(/status of 40[34]/);
  const shop = useShop();
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    const [waiting, asking, ended] = await Promise.all([
      shop.release('live'),
      shop.release('asks'),
      shop.release('cancelled'),
    ]);
    const approvalRequest = asking.approvalRequest?.digest;
    await shop.vote(asking.id, { verdict: 'approve', approvalRequest }, 'ben');
    await shop.until(asking.id, ({ phase }) => phase === 'awaiting-guidance');
    await shop.post(`/releases/${ended.id}/cancel`, { reason: 'A typo.' });
    await shop.until(ended.id, ({ phase }) => phase === 'done');
    Object.assign(urls, {
      dashboard: '/',
      waiting: `/ui/releases/${waiting.id}`,
      asking: `/ui/releases/${asking.id}`,
      ended: `/ui/releases/${ended.id}`,
      log: `/ui/releases/${waiting.id}/logs/build`,
      environment: '/ui/environments/asks/production',
      start: '/ui/start?service=live&ref=main',
      nothing: '/ui/nothing',
    });
  });

  test.each(
    PAGES.flatMap((name) => (['light', 'dark'] as const).map((scheme) => [name, scheme] as const)),
  )('the page %s can be used by everybody in %s', async (name, colorScheme) => {
    // Only here: the tool that looks is a script of its own.
    const page = await people.open('ana', { colorScheme, bypassCSP: true });
    await page.goto(shop.url + urls[name]);
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(
      (runOnly) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly }),
      RULES,
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.context().close();
  });

  test.each(PAGES)('the page %s is not wider than a phone', async (name) => {
    const page = await people.open('ana', { viewport: { width: 390, height: 800 } });
    await page.goto(shop.url + urls[name]);
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await page.context().close();
  });

  test('a page takes no form from another site', async () => {
    const page = await people.open('ben');
    // A page that is nowhere has no origin of ours.
    await page.setContent(`<form method="post" action="${shop.url}${urls['waiting']}/vote">
      <input name="verdict" value="approve"><button>Win a prize</button></form>`);
    await page.getByRole('button', { name: 'Win a prize' }).click();
    await page.getByText('This form was not sent from Slipway.').waitFor();
    expect((await shop.read(urls['waiting']?.split('/').at(-1) ?? '')).votes).toEqual([]);
  });
});
