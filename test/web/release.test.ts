import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../src/domain/errors.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { ASKING, AT_GATE, STORY } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';
import { page, siteWith } from '../support/site.ts';

const PATH = `/ui/releases/${INPUT.id}`;
const telling = (history: readonly ReleaseEvent[]) => siteWith({ history: async () => history });

describe('the page of a release', () => {
  it('says in one line what it waits for, until when, and who can change it', async () => {
    const { html } = await page(telling(AT_GATE), PATH);
    expect(html).toContain('Waiting for 1 approval to deploy to production.');
    expect(html).toContain('1970-01-08 00:00 UTC');
    expect(html).toContain('Anyone with the approve role can approve.');
  });

  it('the timeline shows the mode of each environment, and the reason of a decision', async () => {
    const approached = AT_GATE.at(-1) as ReleaseEvent<'promotion-decided'>;
    const decided = { ...approached, reason: 'it is a <migration>' };
    const { html } = await page(telling([...AT_GATE.slice(0, -1), decided]), PATH);
    expect(html).toContain('<p class="muted">automatic</p>');
    expect(html).toContain('<p class="muted">approval required: it is a &lt;migration&gt;</p>');
  });

  it('says which role can answer what it asks', async () => {
    const { html } = await page(telling(ASKING), PATH);
    expect(html).toContain('Anyone with the operate role can respond.');
  });

  it('follows a release that runs, and leaves one that has ended alone', async () => {
    expect((await page(telling(STORY), PATH)).html).toContain(
      `data-events="/releases/${INPUT.id}/events"`,
    );
    const ended: ReleaseEvent = { id: 30, atMs: 9_000, kind: 'ended', outcome: 'succeeded' };
    const { html } = await page(telling([...STORY, ended]), PATH);
    expect(html).not.toContain('data-events');
    expect(html).toContain('Succeeded');
  });

  it('shows each step with how it went and how long it took', async () => {
    const problem = { code: 'BUILD_FAILED', message: 'exit 1: <oops>' } as const;
    const failed: ReleaseEvent = {
      id: 10,
      atMs: 65_000,
      kind: 'step-ended',
      step: 'build',
      type: 'build',
      state: 'failed',
      attempt: 2,
      problem,
    };
    const { html } = await page(telling([...STORY, failed]), PATH);
    for (const words of ['build', 'failed', 'attempt 2', '1m 2s', 'exit 1: &lt;oops&gt;'])
      expect(html).toContain(words);
  });

  it('shows the commits since what is live, and the files, a page of them', async () => {
    const found = {
      commits: [
        {
          commit: 'c'.repeat(40),
          author: { name: 'Dora', email: '' },
          subject: 'Say <i>',
          atMs: 0,
        },
      ],
      commitCount: 2,
      takenAway: [],
      takenAwayCount: 0,
      paths: ['src/<a>.ts'],
      pathCount: 3,
      linesAdded: 7,
      linesRemoved: 2,
    };
    const live = {
      releaseId: 'hello-0',
      commit: 'e'.repeat(40),
      digest: 'd',
      atMs: 0,
      verified: true,
    };
    const state = {
      service: 'hello',
      environment: 'production',
      queue: [],
      freezes: [],
      live,
      history: [],
    };
    const site = siteWith(
      { history: async () => AT_GATE, environment: async () => state },
      { changes: async () => found },
    );
    const { html } = await page(site, PATH);
    for (const words of ['Changes in production', '2 commits since', 'Say &lt;i&gt;', 'Dora'])
      expect(html).toContain(words);
    for (const words of ['3 files', '+7', '−2', 'src/&lt;a&gt;.ts', 'and 2 more'])
      expect(html).toContain(words);
    expect(html).toContain(`href="${PATH}?commits=1#changes-title"`);
  });

  it('E9 lists the commits that are taken away', async () => {
    const [author, commit] = [{ name: 'Dora', email: '' }, 'c'.repeat(40)];
    const found = {
      commits: [],
      commitCount: 0,
      takenAway: [{ commit, author, subject: 'Fix it', atMs: 0 }],
      takenAwayCount: 2,
      paths: [],
      pathCount: 0,
      linesAdded: 0,
      linesRemoved: 0,
    };
    const site = siteWith({ history: async () => AT_GATE }, { changes: async () => found });
    const text = (await page(site, PATH)).html.replace(/<[^>]*>/g, '');
    expect(text).toContain('Removes 2 commits. The newest 1:Fix it');
  });

  it('says what was known of the change while no worker runs', async () => {
    const change = {
      paths: ['src/a.ts'],
      pathCount: 1,
      linesAdded: 1,
      linesRemoved: 0,
      authors: ['dora@example.com'],
      authorCount: 1,
      takenAway: [],
      takenAwayCount: 0,
      message: '',
      branch: null,
      hoursSinceDeployment: null,
      failuresLately: 0,
    };
    const history = AT_GATE.map((event) =>
      event.kind === 'promotion-decided' ? { ...event, change } : event,
    );
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered.');
    };
    const { status, html } = await page(
      siteWith({ history: async () => history, environment }),
      PATH,
    );
    expect(status).toBe(200);
    for (const words of ['The commits are not available', 'dora@example.com', 'src/a.ts'])
      expect(html).toContain(words);
  });

  it('answers 404 for a release that nobody knows', async () => {
    const { status, html } = await page(telling([]), '/ui/releases/hello-000000000000');
    expect(status).toBe(404);
    expect(html).toContain('RELEASE_NOT_FOUND');
  });
});
