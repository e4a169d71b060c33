import { describe, expect, test } from 'vitest';
import { BROWSER } from '../support/chromium.ts';
import { usePeople } from '../support/people.ts';
import { useShop } from '../support/shop.ts';

describe.runIf(BROWSER.wanted)('a log in a browser', () => {
  const people = usePeople();
  const shop = useShop();

  test('is shown while it is written, in its colors', async () => {
    const { letGo } = shop.freeze('live');
    const { body } = await shop.start('live');
    const page = await people.open('ana');
    // It builds from its plan on, and has a log once the step was given to the workers.
    await shop.until(body.id, ({ steps }) => steps.length > 0);
    await page.goto(`${shop.url}/ui/releases/${body.id}/logs/build`);
    await page.locator('#log .fg1', { hasText: 'red' }).waitFor();
    await page.locator('#log').getByText('<b>plain</b>').waitFor();
    await page.locator('#log-state').getByText('running').waitFor();
    letGo();
    // What is said at the end comes without the page being loaded again.
    await page.locator('#log').getByText('artifact sha256:').waitFor();
    await page.locator('#log-state').getByText('passed').waitFor();
  });

  test('of 100,000 lines is complete, can be searched, and does not stall', async () => {
    const { id } = await shop.release('log');
    const page = await people.open('ana');
    await page.goto(`${shop.url}/ui/releases/${id}/logs/test-unit`);
    const blocks = () => page.locator('#log > pre').count();
    await expect.poll(blocks, { timeout: 60_000 }).toBeGreaterThan(250);
    // Only what is near is laid out: that is what keeps it quick.
    const laidOut = await page
      .locator('#log > pre > span:first-child')
      .evaluateAll(
        (all) => all.filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length,
      );
    expect(laidOut).toBeLessThan(20);
    const found = page.locator('#log-tools output');
    await page.getByRole('searchbox').fill('line 77777 ');
    await expect.poll(() => found.textContent()).toBe('1 of 1');
    // Where it is in the box that scrolls: in the middle, so it is seen.
    const place = await page.evaluate(() => {
      const [range] = [...(CSS.highlights.get('current') ?? [])] as Range[];
      const box = document.getElementById('log')?.getBoundingClientRect();
      return { top: range?.getBoundingClientRect().top, from: box?.top, to: box?.bottom };
    });
    expect(place.top).toBeGreaterThan(place.from ?? 0);
    expect(place.top).toBeLessThan(place.to ?? 0);
    // The command itself is the first line.
    await page.getByRole('searchbox').fill('line');
    await expect.poll(() => found.textContent()).toBe('1 of 100001');
    await page.getByRole('button', { name: 'Previous' }).click();
    await expect.poll(() => found.textContent()).toBe('100001 of 100001');
    await page.getByRole('searchbox').fill('nowhere');
    await expect.poll(() => found.textContent()).toBe('No matches');
  });
});
