import type { WatchedOutbox } from '../../src/api/engine.ts';
import { emptyOutbox } from '../../src/domain/notify/outbox.ts';
import { INPUT } from './plan.ts';

const problem = { code: 'NOTIFICATION_FAILED', message: 'audit returned 503.' } as const;
const about = (id: string, atMs: number) => ({
  id,
  recipient: 'audit',
  about: 'build.started' as const,
  atMs,
});
const notification = (id: string, atMs: number) => ({
  ...about(id, atMs),
  message: { kind: 'webhook', event: {} as never } as const,
});

/** An outbox with one that has arrived, one given up, one tried in vain, and one on its way. */
export const OUTBOX: WatchedOutbox = {
  ...emptyOutbox(INPUT.id, 'hello'),
  sent: [{ ...about('1.audit', 1_000), sentAtMs: 1_500 }],
  failed: [{ ...notification('2.audit', 2_000), failedAtMs: 5_000, problem }],
  waiting: [notification('3.audit', 31_000), notification('4.audit', 51_000)],
  attempts: { '3.audit': { count: 4, problem, nextAtMs: 90_000 } },
};
