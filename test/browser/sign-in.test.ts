import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { tokenOf } from '../support/principals.ts';
import { BROWSER } from '../support/chromium.ts';
import { ANA, useSigningIn } from '../support/signing-in.ts';

describe.runIf(BROWSER.wanted)('signing in with a browser', () => {
  const stage = useSigningIn();
  const { engine, openAs, waiting } = stage;

  /** Out, and in again: the provider knows the person still. */
  async function signInAgain(page: Page, path: string): Promise<void> {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out of Slipway.').waitFor();
    await page.goto(engine.url + path);
    await page.getByRole('link', { name: 'Sign in with 127.0.0.1' }).click();
    await page.waitForURL(engine.url + path);
  }

  test('G6 G8 two users in two browsers approve a release, one by a group of the provider', async () => {
    const { id, approvalRequest } = await waiting();
    const path = `/ui/releases/${id}`;
    const ana = await openAs('ana', path);
    const ben = await openAs('ben', path);
    await ana.getByText('ana@example.com').waitFor();
    await ben.getByText('ben@example.com').waitFor();
    const vote = { verdict: 'approve', approvalRequest: approvalRequest?.digest };

    expect(await post(ana, `/releases/${id}/approval`, vote)).toMatchObject({
      status: 200,
      body: { vote: 'counted', gate: { kind: 'waiting', missingGroups: ['security'] } },
    });
    // The provider has put her out, and heard of it only here: her vote counts no more.
    stage.provider.accounts.set('ana', { ...ANA, groups: ['readers'] });
    await signInAgain(ana, path);
    await post(ben, `/releases/${id}/approval`, vote);
    const { gate, votes } = await engine.until(id, (now) => now.votes.length === 2);
    expect([gate, votes]).toMatchObject([
      { kind: 'waiting', missingGroups: ['managers'] },
      [{ by: 'ana@example.com' }, { by: 'ben@example.com' }],
    ]);
    expect(await post(ana, `/releases/${id}/approval`, vote)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });

    stage.provider.accounts.set('ana', ANA);
    await signInAgain(ana, path);
    expect(await post(ana, `/releases/${id}/approval`, vote)).toMatchObject({ status: 200 });
    expect(await engine.until(id, ({ phase }) => phase === 'done')).toMatchObject({
      outcome: 'succeeded',
    });
  });

  test('a page of another origin cannot act with the cookie, which the browser does send', async () => {
    const { id } = await waiting();
    const ana = await openAs('ana', `/ui/releases/${id}`);
    for (const path of [`/releases/${id}/cancel`, '/ui/sign-out']) {
      const url = engine.url + path;
      // Another port of the same machine is the same site: the cookie goes along.
      await ana.goto(`${stage.provider.issuer}/.well-known/openid-configuration`);
      const answered = ana.waitForResponse((answer) => answer.url() === url);
      await ana.evaluate((action) => {
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action });
        document.body.append(form);
        form.requestSubmit();
      }, url);
      const { cookie } = await (await answered).request().allHeaders();
      expect([(await answered).status(), cookie]).toEqual([
        403,
        expect.stringContaining('__Host-slipway='),
      ]);
      await ana.waitForURL(url);
    }
    expect((await engine.read(id)).phase).toBe('awaiting-approval');
  });

  test('by a token, with the keyboard alone and without scripts, and out again', async () => {
    const page = await (await stage.browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${engine.url}/`);
    await page.getByLabel('Or use a token').focus();
    await page.keyboard.type('nobody');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The token is not valid.').waitFor();
    await page.getByLabel('Or use a token').focus();
    await page.keyboard.type(tokenOf('ana'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    const cookies = await page.context().cookies(engine.url);
    expect(cookies).toMatchObject([{ name: '__Host-slipway', httpOnly: true, sameSite: 'Lax' }]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
    await page.goto(`${engine.url}/`);
    expect(new URL(page.url()).pathname).toBe('/ui/sign-in');
  });

  test.each([
    ['light', 1_300],
    ['dark', 390],
  ] as const)(
    'has no fault that axe knows, on a %s screen of %i pixels',
    async (colorScheme, width) => {
      const context = await stage.browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
      });
      const page = await context.newPage();
      await page.goto(`${engine.url}/ui/sign-in/callback`);
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      });
      expect(faults).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        width,
      );
    },
  );
});

/** What a script of the page itself sends. */
function post(page: Page, path: string, body: unknown) {
  return page.evaluate(
    async ([to, json]) => {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(to, { method: 'POST', headers, body: json });
      return { status: answer.status, body: (await answer.json()) as unknown };
    },
    [path, JSON.stringify(body)] as const,
  );
}
