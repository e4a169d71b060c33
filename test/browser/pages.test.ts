import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { BROWSER } from '../support/chromium.ts';
import { usePeople } from '../support/people.ts';
import { type ShopService, useShop } from '../support/shop.ts';

/** What a page keeps for as long as it is not loaded again. */
const mark = (page: Page) =>
  page.evaluate(() => void ((globalThis as { here?: true }).here = true));
const isMarked = (page: Page) => page.evaluate(() => 'here' in globalThis);

describe.runIf(BROWSER.wanted)('people and their pages', () => {
  const people = usePeople();
  const shop = useShop();

  /** A release that waits at its gate, and its page for somebody. */
  async function waiting(service: ShopService) {
    const { id } = await shop.release(service);
    return { id, url: `${shop.url}/ui/releases/${id}` };
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const notice = (page: Page) => page.locator('#notice');

  test('two users in two browsers: one starts a release, the other approves it', async () => {
    const { letGo } = shop.freeze('live');
    const ana = await people.open('ana');
    await ana.goto(shop.url);
    await ana.getByRole('link', { name: 'Start a release of live' }).click();
    await button(ana, 'Preview').click();
    await ana.getByText('Approval required.').waitFor();
    await button(ana, 'Start release').click();
    await ana.getByText('Release started.').waitFor();
    await mark(ana);
    letGo();

    // Nobody loads the page again: it hears of everything.
    await ana.locator('#now').getByText('Awaiting approval').waitFor();
    await ana.getByText('You cannot approve this release: you started it').waitFor();

    const ben = await people.open('ben');
    await ben.goto(shop.url);
    await ben.locator('#waiting').getByRole('link').first().click();
    await ben.getByLabel('Comment (optional)').fill('Looks <b>good</b>');
    await button(ben, 'Approve').click();
    expect(await notice(ben).textContent()).toContain('Approved.');

    await ana.locator('#now').getByText('Succeeded').waitFor();
    await ana.locator('#decisions').getByText('Looks <b>good</b>').waitFor();
    expect(await isMarked(ana)).toBe(true);
  });

  test('a rejection needs a reason', async () => {
    const { id, url } = await waiting('rejected');
    const page = await people.open('ben');
    await page.goto(url);
    await page.getByText('Reject', { exact: true }).first().click();
    await button(page, 'Reject').click();
    // The browser asks for the reason, and sends nothing.
    expect((await shop.read(id)).phase).toBe('awaiting-approval');
    await page.getByLabel('Comment (required)').fill('Not on a Friday.');
    await button(page, 'Reject').click();
    await notice(page).getByText('Ends the release as rejected.').waitFor();
    expect(await shop.until(id, ({ phase }) => phase === 'done')).toMatchObject({
      outcome: 'rejected',
    });
  });

  test('G11 an approval is withdrawn before the gate is decided', async () => {
    const { id, url } = await waiting('quorum');
    const page = await people.open('ben');
    await page.goto(url);
    await page.getByText('Needs 1 more approval.').first().waitFor();
    await button(page, 'Approve').click();
    await page.getByText('You approved this.').waitFor();
    await button(page, 'Withdraw vote').click();
    await notice(page).getByText('Vote withdrawn.').waitFor();
    await button(page, 'Approve').waitFor();
    const { votes } = await shop.read(id);
    expect(votes.map(({ verdict }) => verdict)).toEqual(['approve', 'withdraw']);
  });

  test('G14 an approval for later is in the time zone of the approver', async () => {
    const { id, url } = await waiting('later');
    const page = await people.open('ben', { timezoneId: 'America/New_York' });
    await page.goto(url);
    await page.locator('#approve-later summary').click();
    await page.getByText('(America/New_York)').waitFor();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Deploy to production after').fill(`${tomorrow}T09:30`);
    await button(page, 'Approve for later').click();
    await notice(page).getByText('Approved.').waitFor();
    const { votes } = await shop.read(id);
    const local = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    expect(local.format(new Date(String(votes[0]?.['deployAfter'])))).toBe(`${tomorrow} 09:30`);
  });

  test('G15 an emergency override needs a reason, which stays visible', async () => {
    const { id, url } = await waiting('glass');
    const page = await people.open('olga');
    await page.goto(url);
    await page.getByText('Emergency override for production').click();
    await page.locator('#override').getByLabel('Reason').fill('The shop is down.');
    await button(page, 'Override').click();
    await notice(page).waitFor();
    await page.locator('#decisions').getByText('The shop is down.').waitFor();
    expect(await shop.until(id, ({ phase }) => phase === 'done')).toMatchObject({
      outcome: 'succeeded',
    });
  });

  test('G17 the approval of a waiting release is skipped', async () => {
    const { id, url } = await waiting('switched');
    const page = await people.open('olga');
    await page.goto(url);
    await page.getByText('Skip approval for production').click();
    await page.locator('#mode').getByLabel('Reason').fill('Only words.');
    await button(page, 'Skip approval').click();
    await notice(page).waitFor();
    expect(await shop.until(id, ({ phase }) => phase === 'done')).toMatchObject({
      outcome: 'succeeded',
    });
  });

  test('R5 a guidance request gets a response', async () => {
    const { id, url } = await waiting('asks');
    const { approvalRequest } = await shop.read(id);
    await shop.vote(id, { verdict: 'approve', approvalRequest: approvalRequest?.digest }, 'ben');
    const page = await people.open('ana');
    await page.goto(url);
    await page.getByText('Verification in production failed.').waitFor();
    await button(page, 'Fail the release').click();
    await notice(page).waitFor();
    await page.locator('#now').getByText('Failed').waitFor();
  });

  test('R7 a release is cancelled', async () => {
    const { url } = await waiting('cancelled');
    const page = await people.open('ana');
    await page.goto(url);
    await page.locator('#cancel summary').click();
    await button(page, 'Cancel release').click();
    await notice(page).getByText('Cancelling.').waitFor();
    await page.locator('#now').getByText('Cancelled').waitFor();
  });

  test('R1 an environment is rolled back to the good release before, and is frozen', async () => {
    const live = async () => {
      const { id } = await shop.release('back');
      const { approvalRequest } = await shop.read(id);
      await shop.vote(id, { verdict: 'approve', approvalRequest: approvalRequest?.digest }, 'ben');
      await shop.until(id, ({ phase }) => phase === 'done');
      return id;
    };
    await live();
    shop.change('Go too far');
    await live();
    const page = await people.open('ana');
    await page.goto(`${shop.url}/ui/environments/back/production`);
    await page.getByText('Roll back to this release').click();
    await page.locator('#history').getByLabel('Reason (required)').fill('It went too far.');
    await button(page, 'Roll back').click();
    await notice(page).getByText('Rolling production back to').waitFor();
    await page.locator('#live').getByText('A change').waitFor();
    await page.locator('#freeze').getByRole('heading', { name: 'Frozen' }).waitFor();
  });

  test('E6 an environment is frozen and unfrozen', async () => {
    const page = await people.open('ana');
    await page.goto(`${shop.url}/ui/environments/frozen/production`);
    await page.getByLabel('Reason (required)').fill('Stock-taking.');
    await button(page, 'Freeze production').click();
    await page.locator('#freeze').getByText('Stock-taking.').waitFor();
    await button(page, 'Unfreeze production').click();
    await notice(page).getByText('production is unfrozen').waitFor();
    await page.getByRole('heading', { name: 'Not frozen' }).waitFor();
  });

  test('every action works with the keyboard alone', async () => {
    const { id, url } = await waiting('keyboard');
    const page = await people.open('ben');
    await page.goto(url);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    for (let i = 0; i < 40 && (await focused()) !== 'Approve'; i += 1)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('Approve');
    await page.keyboard.press('Enter');
    await notice(page).getByText('Approved.').waitFor();
    await shop.until(id, ({ phase }) => phase === 'done');
  });

  test('every action works without scripts', async () => {
    const { id, url } = await waiting('plain');
    const page = await people.open('ben', { javaScriptEnabled: false });
    await page.goto(`${url}/logs/build`);
    expect(await page.locator('#log .fg1').textContent()).toBe('red');
    await page.goto(url);
    await button(page, 'Approve').click();
    await notice(page).getByText('Approved.').waitFor();
    await shop.until(id, ({ phase }) => phase === 'done');
    await page.reload();
    await page.locator('#now').getByText('Succeeded').waitFor();
    // It was said once.
    expect(await notice(page).count()).toBe(0);
  });
});
