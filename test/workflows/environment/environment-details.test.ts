import { expect, it } from 'vitest';
import { environmentDetails } from '../../../src/workflows/environment/environment-details.ts';

it('the details of an environment name the freezes, the live release, the holder and the queue', () => {
  const holder = { releaseId: 'b', runId: 'r', commit: 'c', heartbeatMs: 1, sinceMs: 0 };
  const live = { releaseId: 'a', commit: 'c', digest: 'd', atMs: 0, verified: true };
  const text = environmentDetails({
    service: 's',
    environment: 'e',
    holder,
    queue: [{ ...holder, releaseId: 'c' }],
    live,
    freezes: [{ by: 'ana', reason: 'a fair', sinceMs: 0 }],
    history: [],
  });
  expect(text).toBe(
    '- frozen by ana since 1970-01-01T00:00:00Z: a fair\n- live: a since 1970-01-01T00:00:00Z\n- deploying now: b since 1970-01-01T00:00:00Z\n- queue: c',
  );
});
