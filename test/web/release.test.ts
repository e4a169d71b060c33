import { describe, expect, it } from 'vitest';
import type { StoryEvent } from '../../src/domain/happening.ts';
import { AT_GATE, STORY } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';
import { page, siteWith } from '../support/site.ts';

const PATH = `/ui/releases/${INPUT.id}`;
const telling = (story: readonly StoryEvent[]) => siteWith({ story: async () => story });

describe('the page of a release', () => {
  it('says in one line what it waits for, until when, and who can change it', async () => {
    const { html } = await page(telling(AT_GATE), PATH);
    expect(html).toContain('Waits for one approval to enter production.');
    expect(html).toContain('1970-01-08 00:00 UTC');
    expect(html).toContain('Who can act: anybody with the role approve.');
  });

  it('follows a release that runs, and leaves one that has ended alone', async () => {
    expect((await page(telling(STORY), PATH)).html).toContain(
      `data-events="/releases/${INPUT.id}/events"`,
    );
    const ended: StoryEvent = { id: 30, atMs: 9_000, kind: 'ended', outcome: 'succeeded' };
    const { html } = await page(telling([...STORY, ended]), PATH);
    expect(html).not.toContain('data-events');
    expect(html).toContain('Succeeded');
  });

  it('shows each step with how it went and how long it took', async () => {
    const problem = { code: 'BUILD_FAILED', message: 'exit 1: <oops>' } as const;
    const failed: StoryEvent = {
      id: 10,
      atMs: 65_000,
      kind: 'step-ended',
      step: 'build',
      state: 'failed',
      attempt: 2,
      problem,
    };
    const { html } = await page(telling([...STORY, failed]), PATH);
    for (const words of ['build', 'failed', 'attempt 2', '1m 2s', 'exit 1: &lt;oops&gt;'])
      expect(html).toContain(words);
  });

  it('answers 404 for a release that nobody knows', async () => {
    const { status, html } = await page(telling([]), '/ui/releases/hello-000000000000');
    expect(status).toBe(404);
    expect(html).toContain('RELEASE_NOT_FOUND');
  });
});
