import { describe, expect, it } from 'vitest';
import type { AppDependencies } from '../../src/api/app.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { recordsInMemory, STORY } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';
import { page, siteWith } from '../support/site.ts';

const PATH = `/ui/releases/${INPUT.id}/logs/build`;
const PASSED: ReleaseEvent = {
  id: 10,
  atMs: 5_000,
  kind: 'step-ended',
  step: 'build',
  type: 'build',
  state: 'passed',
  attempt: 2,
};

/** The site of a release whose build has this log. */
function withLog(text: string | undefined, ...more: readonly ReleaseEvent[]) {
  const asked: number[] = [];
  const store: AppDependencies['store'] = {
    lastAttempt: async () => (text === undefined ? undefined : 2),
    async readLog({ attempt }, offset) {
      asked.push(attempt);
      return text === undefined
        ? undefined
        : { chunk: Buffer.from(text).subarray(offset < 0 ? 0 : offset), ended: true };
    },
    ...recordsInMemory(),
  };
  return { site: siteWith({ history: async () => [...STORY, ...more] }, { store }), asked };
}

describe('the page of a log', () => {
  it('has its end in colors before any script runs, with what was written escaped', async () => {
    const { site } = withLog('\u001B[31mred <b>\u001B[0m & plain\n', PASSED);
    const { status, html } = await page(site, PATH);
    expect(status).toBe(200);
    expect(html).toContain('<span class="fg1">red &lt;b&gt;</span> &amp; plain');
  });

  it('is followed while the step runs, and read once when it has ended', async () => {
    expect((await page(withLog('x\n').site, PATH)).html).toContain(
      `data-log="/releases/${INPUT.id}/logs/build?follow"`,
    );
    const { html } = await page(withLog('x\n', PASSED).site, PATH);
    expect(html).toContain(`data-log="/releases/${INPUT.id}/logs/build"`);
    expect(html).not.toContain('data-running');
  });

  it('leads to the text as it is, and to each attempt', async () => {
    const { site, asked } = withLog('x\n', PASSED);
    const { html } = await page(site, `${PATH}?attempt=1`);
    expect(html).toContain(`href="/releases/${INPUT.id}/logs/build?attempt=1"`);
    expect(html).toContain(`href="${PATH}?attempt=2"`);
    expect(new Set(asked)).toEqual(new Set([1]));
  });

  it('says so when nothing has been written yet', async () => {
    const { status, html } = await page(withLog(undefined).site, PATH);
    expect(status).toBe(200);
    expect(html).toContain('No output yet.');
  });

  it('is not there for a step that there is not', async () => {
    const { status, html } = await page(withLog('x').site, `/ui/releases/${INPUT.id}/logs/test-x`);
    expect(status).toBe(404);
    expect(html).toContain('LOG_NOT_FOUND');
  });
});
