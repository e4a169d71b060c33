import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listen, type Listening } from '../../src/program/listen.ts';
import { AT_GATE, lately, STORY, toldSoFar } from '../support/api.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from '../support/chromium.ts';
import { INPUT } from '../support/plan.ts';
import { type Site, siteWith } from '../support/site.ts';

const history = lately(AT_GATE);
const health = async () => ({ temporal: true, worker: false });
const well = () =>
  siteWith({ history: async () => history, follow: (_, from) => toldSoFar(history, from) });
const RELEASE = `/ui/releases/${INPUT.id}`;

describe.runIf(BROWSER.wanted)('a page that is open', () => {
  let browser: Browser;
  let server: Listening;
  let page: Page;
  let answer: (request: Request) => Response | Promise<Response>;
  const be = (site: Site) => void (answer = (request) => site.fetch(request));

  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    const app = { fetch: (request: Request) => answer(request) };
    server = await listen(app, { host: '127.0.0.1', port: 0, stop: () => {} });
    browser = await openBrowser(BROWSER.executable);
  });
  beforeEach(async () => {
    be(well());
    page = await (await browser.newContext()).newPage();
    await page.setExtraHTTPHeaders({ Authorization: 'Bearer ben' });
    // Hours of looking pass at once.
    await page.clock.install();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = (path: string) => page.goto(`http://127.0.0.1:${server.port}${path}`);
  const stale = () => page.locator('#stale');
  /** Until the page has looked again. */
  const lookAgain = () => page.clock.runFor(20_000);

  test.each(['/', RELEASE])('%s shows that no worker runs, and that one is back', async (path) => {
    await open(path);
    expect(await page.getByText('No worker is running,').count()).toBe(0);
    be(siteWith({ history: async () => history, health }));
    await lookAgain();
    await page.getByText('No worker is running,').waitFor();
    be(well());
    await lookAgain();
    await page.getByText('No worker is running,').waitFor({ state: 'detached' });
  });

  test.each(['/', RELEASE])(
    '%s shows that it is not up to date, and recovers by itself',
    async (path) => {
      await open(path);
      const away = () => Promise.reject(new Error('away'));
      answer = () => new Response('away', { status: 502 });
      await lookAgain();
      await stale().getByText('Connection lost, retrying. Last updated').waitFor();
      answer = away;
      await lookAgain();
      await stale().waitFor();
      be(well());
      await lookAgain();
      await stale().waitFor({ state: 'detached' });
    },
  );

  test('shows that the user is not signed in any more', async () => {
    await open(RELEASE);
    await page.setExtraHTTPHeaders({});
    await lookAgain();
    await stale().getByText('You have been signed out. Reload the page to sign in.').waitFor();
  });

  test('reads an interrupted log again, and shows that meanwhile', async () => {
    const broken = new ReadableStream({
      start(stream) {
        stream.enqueue('half of it\n');
      },
      pull: (stream) => stream.error(new Error('broken')),
    });
    const site = siteWith({ history: async () => STORY });
    let log = () => new Response(broken);
    answer = (request) =>
      request.url.includes('/releases/') && request.url.includes('follow')
        ? log()
        : site.fetch(request);
    await open(`${RELEASE}/logs/build`);
    await page.getByText('The log stream broke.').waitFor();
    log = () => new Response('all of it\n');
    await page.clock.runFor(2_000);
    await page.locator('#log').getByText('all of it').waitFor();
    expect(await page.locator('#log').textContent()).toBe('all of it\n');
    expect(await page.getByText('The log stream broke.').isVisible()).toBe(false);
  });

  test('sends a form once, however often its button is pressed', async () => {
    let votes = 0;
    const site = well();
    answer = async (request) => {
      if (request.method !== 'POST') return site.fetch(request);
      votes += 1;
      return Response.redirect(request.url.replace('/vote', ''), 303);
    };
    await open(RELEASE);
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    const second = await approve.evaluate((button: HTMLButtonElement) => {
      const submitted: Event[] = [];
      addEventListener('submit', (event) => submitted.push(event));
      button.click();
      button.click();
      return { isBusy: button.form?.ariaBusy, isSent: !submitted[1]?.defaultPrevented };
    });
    expect(second).toEqual({ isBusy: 'true', isSent: false });
    await expect.poll(() => votes).toBe(1);
  });
});
