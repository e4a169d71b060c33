import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import { median, percentile } from './statistics.ts';
import { ms, type Table } from './table.ts';

const APPROVALS = 50;
const WARM_UP = 3;

/** From the request that approves a release until production's `current` is switched to it. */
export async function measureApproval({ api, client, light, targets }: Stage): Promise<Table[]> {
  const current = join(targets, 'light', 'current');
  const switchedMs: number[] = [];
  const answeredMs: number[] = [];
  for (let count = -WARM_UP; count < APPROVALS; count += 1) {
    const id = await api.start('light', await light.commit());
    const approvalRequest = await api.awaitGate(id);
    const startMs = performance.now();
    const answered = api.approve(id, approvalRequest).then(() => performance.now() - startMs);
    await pointsTo(current, id);
    const tookMs = performance.now() - startMs;
    const answerMs = await answered;
    await client.workflow.getHandle(id).result();
    if (count < 0) continue;
    switchedMs.push(tookMs);
    answeredMs.push(answerMs);
  }
  const row = (name: string, values: readonly number[]) => [
    name,
    ms(median(values)),
    ms(percentile(values, 99)),
  ];
  return [
    {
      title: `From the approval request, ${APPROVALS} times`,
      columns: ['until', 'median', 'p99'],
      rows: [row('its answer', answeredMs), row('production is switched', switchedMs)],
    },
  ];
}

async function pointsTo(link: string, id: string): Promise<void> {
  while (!(await readlink(link).catch(() => '')).endsWith(`/${id}`)) await turn();
}
