import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, pageAt } from '../docs/pages.ts';
import { eventually } from '../support/eventually.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

/** The commands of docs/operations.md, in the order of the page. */
const [BACK_UP = '', RESTORE = ''] = blocksOf(pageAt('docs/operations.md'))
  .map(({ text }) => text)
  .filter((text) => text.startsWith('tar '));

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(async () => {
  await playground?.stop();
});

test('a release that waited when it was backed up is approved after it was restored', async () => {
  const { folder, apiUrl, releaseId } = playground;
  const run = (command: string) => execFileSync('sh', ['-euc', command], { cwd: folder });
  await playground.end('SIGINT');
  run(BACK_UP);
  rmSync(join(folder, 'var'), { recursive: true });
  rmSync(join(folder, 'slipway.yaml'));

  run(RESTORE);
  await playground.startAgain('In Temporal: ');
  const read = async () => {
    const answer = await fetch(`${apiUrl}/releases/${releaseId}`);
    return (await answer.json()) as { outcome?: string; approvalRequest: { digest: string } };
  };
  const { approvalRequest } = await read();
  const vote = await fetch(`${apiUrl}/releases/${releaseId}/approval`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ verdict: 'approve', approvalRequest: approvalRequest.digest }),
  });
  expect(vote.status).toBe(200);
  const outcome = await eventually('the release to end', async () => (await read()).outcome);
  expect(outcome).toBe('succeeded');
  expect(existsSync(join(folder, 'var/store/artifacts'))).toBe(true);
});

test('one process has the metrics of its API and its worker at one address', async () => {
  const text = await (await fetch(`${playground.apiUrl}/metrics`)).text();
  expect(text).toContain('\nslipway_worker_up 1\n');
  expect(text).toMatch(/\nslipway_step_duration_seconds_count\{.*step="deploy"\} \d/);
  expect(text).toContain('\n# TYPE temporal_worker_task_slots_available gauge\n');
});
