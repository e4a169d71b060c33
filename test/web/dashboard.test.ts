import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../src/api/engine.ts';
import type { EnvironmentState } from '../../src/domain/environment/environment.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import type { ReleaseRow } from '../../src/domain/release/release.ts';
import { AT_GATE, lately } from '../support/api.ts';
import { page, siteWith } from '../support/site.ts';

const ROW: ReleaseRow = {
  id: 'hello-aaaaaaaaaaaa',
  service: 'hello',
  commit: 'a'.repeat(40),
  author: { name: 'Dev', email: 'dev@example.com' },
  subject: 'Say <b>hello</b>',
  startedBy: 'ana',
  startedAtMs: Date.now() - 120_000,
  phase: 'awaiting-approval',
  environment: 'production',
};
const LIVE = {
  releaseId: 'hello-bbbbbbbbbbbb',
  commit: 'b'.repeat(40),
  subject: 'Say nothing',
  author: { name: 'Dora', email: 'dora@example.com' },
  digest: `sha256:${'2'.repeat(64)}`,
  atMs: Date.now() - 3 * 3_600_000,
  verified: true,
};
const EMPTY = { service: 'hello', environment: 'production', queue: [], freezes: [], history: [] };

const inProduction = (state: Partial<EnvironmentState>) => async (_: string, name: string) =>
  name === 'production' ? { ...EMPTY, ...state } : undefined;

describe('the board', () => {
  it('says so where nothing is live and nothing was released', async () => {
    const { html } = await page(siteWith(), '/');
    expect(html).toContain('Nothing deployed yet.');
    expect(html).toContain('No releases yet. Start one from a service above.');
  });

  it('shows what is live: commit, author and age', async () => {
    const { html } = await page(siteWith({ environment: inProduction({ live: LIVE }) }), '/');
    for (const words of ['Say nothing', 'bbbbbbbb', 'Dora', '3h ago'])
      expect(html).toContain(words);
  });

  it('shows the release by its id where nothing of its commit is known', async () => {
    const { subject: _, author: __, ...live } = LIVE;
    const { html } = await page(siteWith({ environment: inProduction({ live }) }), '/');
    expect(html).toContain('>hello-bbbbbbbbbbbb</a>');
  });

  it('shows who deploys, who is next, who holds it and why', async () => {
    const holder = { releaseId: 'r-1', runId: 'x', commit: 'c', heartbeatMs: 1, sinceMs: 1 };
    const environment = inProduction({
      holder,
      queue: [
        { ...holder, releaseId: 'r-2' },
        { ...holder, releaseId: 'r-3' },
      ],
      freezes: [{ by: 'ben', reason: 'The <i>database</i> moves', sinceMs: 1 }],
    });
    const { html } = await page(siteWith({ environment }), '/');
    for (const words of ['Deploying now', 'r-1', 'Queue', 'r-2', 'and 1 more', 'Frozen by', 'ben'])
      expect(html).toContain(words);
    expect(html).toContain('The &lt;i&gt;database&lt;/i&gt; moves');
  });

  it('shows when a closed environment opens', async () => {
    const nextOpenMs = Date.parse('2030-01-07T08:00:00Z');
    const windowOf = async () => ({ open: false, nextOpenMs, reason: 'office-hours is closed.' });
    const { html } = await page(siteWith({}, { windowOf }), '/');
    expect(html).toContain('office-hours is closed.');
    expect(html).toContain('2030-01-07 08:00 UTC');
  });

  it('shows what is on its way where it is, and escapes what its author wrote', async () => {
    const list = async ({ running }: ListQuery) => ({ releases: running ? [ROW] : [] });
    const { html } = await page(siteWith({ list }), '/');
    const production = html.slice(html.indexOf('aria-label="hello in production"'));
    expect(production).toContain('Awaiting approval');
    expect(production).toContain('Say &lt;b&gt;hello&lt;/b&gt;');
  });

  it('is there while no worker runs, and says what it cannot tell', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered.');
    };
    const { status, html } = await page(siteWith({ environment }), '/');
    expect(status).toBe(200);
    expect(html).toContain('Unknown until a worker is running.');
  });

  it('shows what waits for the reader before everything else', async () => {
    const history = lately(AT_GATE);
    const list = async ({ phases }: ListQuery) => ({ releases: phases ? [ROW] : [] });
    const site = siteWith({ list, history: async () => history });
    const { html } = await page(site, '/', 'ben');
    const waiting = html.slice(html.indexOf('Needs your action'), html.indexOf('Services'));
    for (const words of ['Approval', 'Say hello', 'hello → production', 'until'])
      expect(waiting).toContain(words);
    expect((await page(site, '/', 'eve')).html).toContain('Nothing needs your action.');
  });

  it('looks further at those that wait when asked to', async () => {
    const list = async ({ phases }: ListQuery) => ({
      releases: [],
      ...(phases && { next: 'older' }),
    });
    const { html } = await page(siteWith({ list }), '/');
    expect(html).toContain('None of the latest releases needs your action.');
    expect(html).toContain('href="/?waiting=older"');
  });

  it('pages through the releases', async () => {
    const list = async ({ running, phases, cursor }: ListQuery) =>
      running || phases ? { releases: [] } : { releases: [ROW], ...(!cursor && { next: 'abc' }) };
    const site = siteWith({ list });
    const first = await page(site, '/');
    expect(first.html).toContain('href="/?cursor=abc#recent"');
    expect(first.html).not.toContain('Newest');
    const last = await page(site, '/?cursor=abc');
    expect(last.html).not.toContain('Older');
    expect(last.html).toContain('Newest');
  });

  it('asks Temporal for lists, and never for one release after another', async () => {
    const releases = Array.from({ length: 20 }, (_, i) => ({ ...ROW, id: `hello-${i}` }));
    const asked: string[] = [];
    const site = siteWith({
      list: async ({ phases }) => (asked.push('list'), { releases: phases ? [] : releases }),
      environment: async () => void asked.push('environment'),
    });
    const { html } = await page(site, '/');
    expect(html).toContain('/ui/releases/hello-19');
    expect(asked.toSorted()).toEqual(['environment', 'environment', 'list', 'list', 'list']);
  });
});
