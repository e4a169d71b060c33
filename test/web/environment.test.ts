import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/api/engine.ts';
import type { EnvironmentState } from '../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../src/domain/environment/live-release.ts';
import type { RollbackInput } from '../../src/domain/environment/rollback.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { page, siteWith, submit } from '../support/site.ts';

const PATH = '/ui/environments/hello/production';
const entry = (name: string, more: Partial<LiveRelease> = {}): LiveRelease => ({
  releaseId: `hello-${name}`,
  commit: name.repeat(40).slice(0, 40),
  subject: `Say ${name}`,
  author: { name: 'Dora', email: 'dora@example.com' },
  digest: `sha256:${'2'.repeat(64)}`,
  atMs: Date.now() - 3_600_000,
  verified: true,
  ...more,
});
const STATE: EnvironmentState = {
  service: 'hello',
  environment: 'production',
  queue: [],
  freezes: [],
  live: entry('c'),
  history: [entry('b', { verified: false }), entry('a')],
};
const HOLD = { by: 'ben', reason: 'Stock <taking>.', sinceMs: Date.now() };

const siteOf = (state: Partial<EnvironmentState> = {}, engine: Partial<Engine> = {}) =>
  siteWith({ environment: async () => ({ ...STATE, ...state }), ...engine });

describe('the page of an environment', () => {
  it('shows what is live, and what was, the newest first', async () => {
    const { html } = await page(siteOf(), PATH);
    for (const words of ['hello in production', 'Say c', 'Dora', '1h ago', 'not verified'])
      expect(html).toContain(words);
    expect(html.indexOf('Say b')).toBeLessThan(html.indexOf('Say a'));
  });

  it('says so where nothing is live, nothing was, and nothing comes', async () => {
    const { html } = await page(siteWith(), PATH);
    for (const words of [
      'Nothing deployed yet.',
      'No earlier releases.',
      'The queue is empty.',
      'Not frozen',
    ])
      expect(html).toContain(words);
  });

  it('E6 shows a freeze by Slipway beside one by a user', async () => {
    const own = { by: 'slipway', reason: 'hello-b was rolled back.', sinceMs: Date.now() };
    const { html } = await page(siteOf({ freezes: [HOLD, own] }), PATH);
    for (const words of ['Stock &lt;taking&gt;.', 'hello-b was rolled back.'])
      expect(html).toContain(words);
  });

  it('shows who deploys, and everybody in the queue', async () => {
    const ticket = { runId: 'x', commit: 'c', heartbeatMs: 1, sinceMs: Date.now() };
    const holder = { ...ticket, releaseId: 'hello-a', rollbackId: 'rollback/1' };
    const queue = [
      { ...ticket, releaseId: 'hello-y' },
      { ...ticket, releaseId: 'hello-z' },
    ];
    const { html } = await page(siteOf({ holder, queue }), PATH);
    const text = html.replace(/<[^>]*>/g, '');
    for (const words of ['rollback: deploying for', 'next, queued for', 'queued for'])
      expect(text).toContain(words);
  });

  it('pages through what was', async () => {
    const history = Array.from({ length: 30 }, (_, i) => entry(`n${i}`));
    const site = siteOf({ history });
    const first = await page(site, PATH);
    expect(first.html).toContain('1 of 3');
    expect(first.html).not.toContain('Say n12');
    const second = await page(site, `${PATH}?page=2`);
    expect(second.html).toContain('Say n12');
    expect(second.html).toContain('href="?page=1"');
  });

  it('is there while no worker runs', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered.');
    };
    const { status, html } = await page(siteWith({ environment }), PATH);
    expect(status).toBe(200);
    expect(html).toContain('Unknown until a worker is running.');
    for (const unknown of ['Not frozen', 'Nothing was live here', 'Nothing is on its way here'])
      expect(html).not.toContain(unknown);
  });

  it('answers 404 where there is none', async () => {
    const { status, html } = await page(siteOf(), '/ui/environments/hello/moon');
    expect([status, html.includes('ENVIRONMENT_NOT_FOUND')]).toEqual([404, true]);
  });

  it('leads from the address of the API for people', async () => {
    const { status, headers } = await page(siteOf(), '/environments/hello/production');
    expect([status, headers.get('Location')]).toEqual([302, PATH]);
  });
});

describe('holding an environment by a form', () => {
  it('E6 is done with a reason, and told', async () => {
    const asked: unknown[] = [];
    const site = siteOf({}, { freeze: async (...intervention) => void asked.push(intervention) });
    const answered = await submit(site, `${PATH}/freeze`, { reason: 'Stock-taking.' });
    expect(asked).toEqual([['hello', 'production', { by: 'ana', reason: 'Stock-taking.' }]]);
    expect(answered).toMatchObject({ status: 303, location: PATH });
    expect(answered.notice).toBe('production is frozen. Releases wait until someone unfreezes it.');
  });

  it('E6 is shown with who did it and why, and can be lifted', async () => {
    const asked: unknown[] = [];
    const site = siteOf(
      { freezes: [HOLD] },
      { unfreeze: async (...intervention) => void asked.push(intervention) },
    );
    const { html } = await page(site, PATH);
    for (const words of ['Frozen', 'ben', 'Stock &lt;taking&gt;.', 'Unfreeze'])
      expect(html).toContain(words);
    const { notice } = await submit(site, `${PATH}/unfreeze`, {});
    expect(asked).toEqual([['hello', 'production', { by: 'ana' }]]);
    expect(notice).toContain('production is unfrozen');
  });

  it('is offered to nobody who may not', async () => {
    const { html } = await page(siteOf(), PATH, 'ben');
    expect(html).not.toContain('<form');
    expect(html).toContain('Anyone with the operate role for production can freeze it.');
  });
});

describe('going back by a form', () => {
  const rolling = () => {
    const interventions: RollbackInput[] = [];
    const rollBack = async (intervention: RollbackInput) => (
      interventions.push(intervention),
      'rollback/1'
    );
    return { site: siteOf({}, { rollBack }), interventions };
  };

  it('R1 says beforehand what it does, and brings back what was verified last', async () => {
    const { site, interventions } = rolling();
    const { html } = await page(site, PATH);
    expect(html).toContain('Deploys hello-a again in place of hello-c, without a build.');
    const { notice } = await submit(site, `${PATH}/rollback`, { reason: 'It is slow.' });
    expect(interventions).toMatchObject([
      { from: 'hello-c', to: 'hello-a', reason: 'It is slow.' },
    ]);
    expect(notice).toContain('Rolling production back to hello-a');
  });

  it('R3 brings back any release that was good, and offers no other', async () => {
    const { site, interventions } = rolling();
    const { html } = await page(site, PATH);
    expect(html.match(/Roll back to this release/g)).toHaveLength(1);
    await submit(site, `${PATH}/rollback`, { to: 'hello-a', reason: 'It is slow.' });
    expect(interventions).toMatchObject([{ to: 'hello-a' }]);
  });

  it('R4 says when there is nothing to go back to', async () => {
    const { html } = await page(siteOf({ history: [] }), PATH);
    expect(html).toContain('No earlier verified release to roll back production to.');
  });

  it('is not done without a reason', async () => {
    const { site, interventions } = rolling();
    const { notice } = await submit(site, `${PATH}/rollback`, {});
    expect(interventions).toEqual([]);
    expect(notice).toContain('INVALID_REQUEST');
  });
});
