import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { BROWSER } from '../support/chromium.ts';
import { useSigningIn } from '../support/signing-in.ts';

const approve = (page: Page) => page.getByRole('button', { name: 'Approve', exact: true });
const notice = (page: Page) => page.locator('#notice');

describe.runIf(BROWSER.wanted)('approving by the page, signed in at the provider', () => {
  const stage = useSigningIn();
  const { engine, openAs, waiting } = stage;

  test.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('G6 %s two people let a release pass by the form', async (_, javaScriptEnabled) => {
    const { id } = await waiting();
    const path = `/ui/releases/${id}`;
    const ana = await openAs('ana', path, { javaScriptEnabled });
    await ana.getByLabel('Comment (optional)').fill('Goes <b>live</b>');
    await approve(ana).click();
    await notice(ana).getByText('Approved.').waitFor();
    expect(ana.url()).toBe(engine.url + path);
    const ben = await openAs('ben', path, { javaScriptEnabled });
    await approve(ben).click();
    await notice(ben).getByText('Approved.').waitFor();
    expect(await engine.until(id, ({ phase }) => phase === 'done')).toMatchObject({
      outcome: 'succeeded',
      votes: [
        { by: 'ana@example.com', comment: 'Goes <b>live</b>', counted: true },
        { by: 'ben@example.com', counted: true },
      ],
    });
  });

  // Another port is the same site, so the cookie comes along; another name is not, so it does not.
  test.each([
    ['of the same site, which has the cookie', '127.0.0.1', true],
    ['of another site, which has none', 'localhost', false],
  ])('no form of a page %s votes for anybody', async (_, host, hasCookie) => {
    const { id, approvalRequest } = await waiting();
    const ana = await openAs('ana', `/ui/releases/${id}`);
    await approve(ana).waitFor();
    const action = `${engine.url}/ui/releases/${id}/vote`;
    const elsewhere = new URL('/.well-known/openid-configuration', stage.provider.issuer);
    elsewhere.hostname = host;
    await ana.goto(elsewhere.href);
    const answered = ana.waitForResponse(action);
    await forge(ana, action, {
      verdict: 'approve',
      approvalRequest: approvalRequest?.digest ?? '',
    });
    const { cookie = '' } = await (await answered).request().allHeaders();
    expect(cookie.includes('__Host-slipway=')).toBe(hasCookie);
    expect((await answered).status()).toBe(403);
    await ana.getByText('This form was not sent from Slipway.').waitFor();
    expect(await engine.read(id)).toMatchObject({ phase: 'awaiting-approval', votes: [] });
    // The same fields by the form itself do count.
    await ana.goto(`${engine.url}/ui/releases/${id}`);
    await approve(ana).click();
    await notice(ana).getByText('Approved.').waitFor();
  });

  test('a form that was open when its user signed out does not vote', async () => {
    const { id } = await waiting();
    const page = await openAs('ana', `/ui/releases/${id}`);
    const other = await page.context().newPage();
    await other.goto(engine.url);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('You are signed out of Slipway.').waitFor();
    await approve(page).click();
    await page.getByText('Sign in').first().waitFor();
    expect((await engine.read(id)).votes).toEqual([]);
  });
});

/** Sends a form that a page of somebody else has made. */
function forge(page: Page, action: string, fields: Readonly<Record<string, string>>) {
  return page.evaluate(
    ([to, given]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: to });
      for (const [name, value] of Object.entries(given)) {
        const input = document.createElement('input');
        form.append(Object.assign(input, { name, value }));
      }
      document.body.append(form);
      form.requestSubmit();
    },
    [action, fields] as const,
  );
}
