import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Attack, attacksOn, harmDone, SPIED } from '../support/attacks.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM } from '../support/chromium.ts';
import { listenersOf } from '../support/listeners.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

describe.runIf(BROWSER.wanted)('A page of another site, opened where `npm start` runs,', () => {
  let playground: Playground;
  let browser: Browser;
  let page: Page;
  /** The site of somebody else. */
  let site: Server;
  let siteUrl: string;
  let ports: readonly number[];
  let attacks: readonly Attack[];
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    playground = await startPlayground();
    attacks = await attacksOn(playground);
    ports = listenersOf(playground.folder)
      .filter(({ host }) => host === '127.0.0.1')
      .map(({ port }) => port);
    site = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('Hi'));
    await once(site.listen(0, '127.0.0.1'), 'listening');
    siteUrl = `http://evil.test:${(site.address() as AddressInfo).port}/`;
    browser = await chromium.launch({
      executablePath: BROWSER.executable,
      // The name servers of that somebody point their names where they like.
      args: ['--no-sandbox', '--host-resolver-rules=MAP *.test 127.0.0.1', EVERYWHERE],
    });
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(async () => await page.close());
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await playground?.stop();
  });

  test('cannot act on any port by a script', async () => {
    await page.goto(siteUrl);
    const answered = answersOf(page);
    for (const port of ports)
      await page.evaluate(sendAll, { to: `http://127.0.0.1:${port}`, attacks });
    expect(answered.some((answer) => answer.startsWith('403 POST'))).toBe(true);
    expect(answered.filter((answer) => answer.startsWith('2'))).toEqual([]);
    expect(await harmDone(playground)).toEqual([]);
  });

  test('cannot act on any port by a form', async () => {
    const forms = attacks.filter(({ contentType }) => contentType !== 'application/json');
    await page.goto(siteUrl);
    for (const port of ports) {
      const to = `http://127.0.0.1:${port}`;
      const sent = whenSent(page, to, forms.length);
      await page.evaluate(submitAll, { to, forms });
      await sent;
    }
    expect(await harmDone(playground)).toEqual([]);
  });

  test('reads nothing but the health, and cannot act, when its name points there', async () => {
    const read: string[] = [];
    for (const port of ports) {
      const origin = `http://evil.test:${port}`;
      // It came from elsewhere, before its name was pointed here.
      await page.route(`${origin}/page`, async (route) => await route.fulfill(PAGE));
      await page.goto(`${origin}/page`);
      read.push(...(await page.evaluate(readAll, SPIED)));
      await page.evaluate(sendAll, { to: origin, attacks });
    }
    expect(read.toSorted()).toEqual([
      '/',
      '/docs',
      '/health/live',
      '/health/ready',
      '/healthz',
      '/metrics',
      '/openapi.json',
    ]);
    expect(await harmDone(playground)).toEqual([]);
  });

  test("does not keep Temporal's UI from its own person, who can cancel there", async () => {
    await page.goto(playground.temporalUrl);
    await page.getByRole('button', { name: 'Request Cancellation' }).click();
    const cancelled = page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().includes('/cancel'),
    );
    await page.getByRole('button', { name: 'Confirm' }).click();
    expect((await cancelled).status()).toBe(200);
  });
});

/** Not every browser asks its person before a page of the web reaches into this machine. */
const EVERYWHERE =
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights';

const PAGE = { contentType: 'text/html', body: '<title>Hi</title>' };

/** What was answered to a page, also where the page itself does not get to know. */
function answersOf(page: Page): string[] {
  const answered: string[] = [];
  page.on('response', (answer) => {
    answered.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  return answered;
}

/** Settles when so many requests to an origin have been answered, or were not. */
async function whenSent(page: Page, origin: string, count: number): Promise<void> {
  let ended = 0;
  await new Promise<void>((settle) => {
    const look = (sent: Request) => {
      if (sent.method() === 'POST' && sent.url().startsWith(origin)) ended += 1;
      if (ended === count) settle();
    };
    page.on('requestfinished', look).on('requestfailed', look);
  });
}

/** Runs in the page: sends all of it, with the token of Temporal's UI if it can be had. */
async function sendAll({ to, attacks }: { to: string; attacks: readonly Attack[] }): Promise<void> {
  const isOwn = to === location.origin;
  const token = /_csrf=([^;]+)/.exec(document.cookie)?.[1];
  const headers: Record<string, string> = isOwn && token ? { 'X-CSRF-TOKEN': token } : {};
  for (const { path, body, contentType } of attacks) {
    const sent = { method: 'POST', body, headers: { ...headers, 'Content-Type': contentType } };
    const mode = isOwn ? 'same-origin' : contentType === 'application/json' ? 'cors' : 'no-cors';
    await fetch(to + path, { ...sent, mode, credentials: 'include' }).catch(() => {});
  }
}

/** Runs in the page. @returns the paths of which it got to see anything */
async function readAll(paths: readonly string[]): Promise<readonly string[]> {
  const read = paths.map(async (path) => {
    const found = await fetch(path).catch(() => undefined);
    return found?.ok ? [path] : [];
  });
  return (await Promise.all(read)).flat();
}

/** Runs in the page: forms whose text is each of these, as far as forms go. */
function submitAll({ to, forms }: { to: string; forms: readonly Attack[] }): void {
  for (const [index, { path, body }] of forms.entries()) {
    const target = `${to}/${index}`;
    const frame = Object.assign(document.createElement('iframe'), { name: target });
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: to + path, enctype: 'text/plain', target });
    const [name = '', ...value] = body.split('=');
    form.append(Object.assign(document.createElement('input'), { name, value: value.join('=') }));
    document.body.append(frame, form);
    form.requestSubmit();
  }
}
