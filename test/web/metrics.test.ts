import { describe, expect, it } from 'vitest';
import type { DeploymentOutcome } from '../../src/domain/measure/deployment-outcome.ts';
import { withMeasurements } from '../../src/domain/measure/from-audit-log.ts';
import type { Outcome } from '../../src/domain/release/release.ts';
import { appStore, NOW_MS } from '../support/api.ts';
import { measured } from '../support/journey.ts';
import { page, siteWith } from '../support/site.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Past {
  readonly daysAgo: number;
  readonly outcome: Outcome;
  readonly environment?: string;
  readonly deploymentOutcome?: Partial<DeploymentOutcome>;
}

/** The pages over releases that ended so many days ago. */
async function siteAfter(...past: readonly Past[]) {
  const store = appStore();
  for (const [
    i,
    { daysAgo, outcome, environment = 'production', deploymentOutcome },
  ] of past.entries()) {
    const atMs = NOW_MS - daysAgo * DAY_MS;
    const releaseId = `hello-${String(i).padStart(12, '0')}`;
    const told = measured({
      releaseId,
      committedAtMs: atMs - 2 * HOUR_MS,
      startedAtMs: atMs - HOUR_MS,
      deploymentOutcomes: deploymentOutcome
        ? [{ environment, deployedAtMs: atMs, ...deploymentOutcome }]
        : [],
      timeInPhases: [
        { phase: 'awaiting-approval', environment, ms: HOUR_MS },
        { phase: 'verifying', environment, ms: HOUR_MS },
      ],
    });
    const ended = { id: 'e', kind: 'ended' as const, atMs, facts: { outcome } };
    await store.appendToAuditLog(releaseId, [withMeasurements(ended, told)]);
  }
  return siteWith({}, { store });
}

const good = (daysAgo: number): Past => {
  const goodAtMs = NOW_MS - daysAgo * DAY_MS + HOUR_MS;
  return { daysAgo, outcome: 'succeeded', deploymentOutcome: { goodAtMs } };
};
const bad = (daysAgo: number): Past => {
  const failedAtMs = NOW_MS - daysAgo * DAY_MS + HOUR_MS;
  return { daysAgo, outcome: 'failed', deploymentOutcome: { failedAtMs } };
};

/** What of the page a reader hears, without what is only drawn. */
const read = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the metrics', () => {
  it('says what will be there, and from when on, where nothing has gone live', async () => {
    const { status, html } = await page(await siteAfter(), '/ui/metrics');
    expect(status).toBe(200);
    expect(read(html)).toContain('No deployments to production in this period.');
    expect(html).not.toContain('class="chart"');
  });

  it('A5 shows the five measures with their numbers, and how many each is made of', async () => {
    const site = await siteAfter(good(9), bad(8), good(1));
    const text = read((await page(site, '/ui/metrics')).html);
    for (const words of [
      'Deployment frequency 3 deployments',
      'Change lead time 3h (median of 2)',
      'Failed deployment recovery time 7d 1h (median of 1)',
      'Change fail rate 1 of 3 (33 %)',
      'Deployment rework rate 1 of 3 (33 %)',
    ])
      expect(text).toContain(words);
  });

  it('A5 shows what lead time was spent on, each share by its name and its part', async () => {
    const { html } = await page(await siteAfter(good(1)), '/ui/metrics');
    const legend = read(html.slice(html.indexOf('class="legend"')));
    for (const words of ['before start 33 % 1h', 'approval 33 % 1h', 'verify 33 % 1h'])
      expect(legend).toContain(words);
  });

  it('A5 tells how releases ended, and that some ends are no failures', async () => {
    const site = await siteAfter(
      { daysAgo: 1, outcome: 'rejected' },
      { daysAgo: 2, outcome: 'expired' },
      { daysAgo: 3, outcome: 'rejected' },
    );
    const text = read((await page(site, '/ui/metrics')).html);
    expect(text).toContain('2 Rejected');
    expect(text).toContain('1 Expired');
    expect(text).toContain('do not count as failures');
  });

  it('does not show nothing to count as none of it', async () => {
    const { html } = await page(await siteAfter(good(1)), '/ui/metrics');
    const rate = html.slice(html.indexOf('Change fail rate'));
    const chart = rate.slice(0, rate.indexOf('</figure>'));
    expect(read(chart)).toContain('no data');
    // Of twelve weeks one has a column, and it is of height zero but seen.
    expect(chart.match(/class="bar"[^>]* height="1.5"/g)).toHaveLength(1);
    expect(chart.match(/class="bar"/g)).toHaveLength(1);
    expect(chart).toContain('0 of 1 (0 %)');
  });

  it('has every number of the charts in tables', async () => {
    const { html } = await page(await siteAfter(good(9), bad(8)), '/ui/metrics?by=month');
    const rows = html.slice(html.indexOf('<details')).split('<tr>').map(read);
    const november = rows.filter((row) => row.includes('Nov 2026'));
    expect(november).toHaveLength(2);
    expect(november[0]).toContain(' 2 1d 3h 3h 3h 1 1 of 2 (50 %) – – 0 1 0 of 2 (0 %) 0 ');
  });

  it('shows the last environment of each service, or the one that is asked for', async () => {
    const site = await siteAfter(good(1), { ...good(2), environment: 'staging' });
    const usual = read((await page(site, '/ui/metrics')).html);
    expect(usual).toContain('hello in production');
    expect(usual).not.toContain('hello in staging');
    const staging = read((await page(site, '/ui/metrics?environment=staging')).html);
    expect(staging).toContain('hello in staging');
    expect(staging).not.toContain('hello in production');
  });

  it('keeps in the form what was asked for', async () => {
    const query = 'service=hello&environment=&by=day&from=2026-11-20&to=&zone=Europe/Berlin';
    const { html } = await page(await siteAfter(good(1)), `/ui/metrics?${query}`);
    expect(html).toMatch(/<option value="hello" selected/);
    expect(html).toMatch(/<option value="day" selected/);
    expect(html).toContain('value="2026-11-20"');
    expect(html).toContain('value="Europe/Berlin"');
    expect(read(html)).toContain('2026-11-20 to 2026-11-25');
    expect(read(html)).toContain('day (Europe/Berlin)');
  });

  it.each([
    ['zone=Berlin', 404, 'zone: an IANA time zone such as Europe/Berlin'],
    ['from=2026-12-24', 404, 'from: expected a day that is not after to'],
    ['service=<b>', 404, 'slipway.yaml has no service &lt;b&gt;.'],
  ])('says beside the form what is wrong with %s', async (query, status, words) => {
    const answer = await page(await siteAfter(), `/ui/metrics?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.html).toContain(words);
    expect(answer.html).toContain('<form');
  });

  it('is found from every page', async () => {
    expect((await page(siteWith(), '/')).html).toContain('href="/ui/metrics"');
    const { html } = await page(siteWith(), '/ui/metrics');
    expect(html).toMatch(/href="\/ui\/metrics" aria-current="page"/);
  });
});
