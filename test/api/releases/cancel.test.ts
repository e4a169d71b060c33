import { describe, expect, it } from 'vitest';
import { answer, appWith, by, STORY } from '../../support/api.ts';

const deploying = [...STORY, { id: 20, atMs: 9, kind: 'entered', environment: 'staging' } as const];

describe('POST /releases/{id}/cancel', () => {
  it.each([
    ['stops it at once while it builds', STORY, 'Stops now.'],
    ['R7 lets a deployment finish', deploying, 'Finishes the deployment to staging, then stops.'],
  ])('%s', async (_, history, next) => {
    const asked: unknown[] = [];
    const cancel = async (...intervention: unknown[]) => void asked.push(intervention);
    const app = appWith({ history: async () => history, cancel });
    const { status, body } = await answer(
      app.request('/releases/r/cancel', by('ana', { reason: 'typo' })),
    );
    expect([status, body.next]).toEqual([202, next]);
    expect(asked).toEqual([['r', { by: 'ana', reason: 'typo' }]]);
  });
  it('requires the operate role', async () => {
    const { status, body } = await answer(appWith().request('/releases/r/cancel', by('ben', {})));
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });
});
