import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../src/api/engine.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { answer, appWith, AT_GATE, by, lately, STORY } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';

const row = (id: string) => ({ ...INPUT, id, startedAtMs: 0, phase: 'awaiting-approval' as const });

describe('GET /me/waiting', () => {
  const rows = ['at-gate', 'building', 'gone'].map(row);
  const asked: ListQuery[] = [];
  const app = appWith({
    list: async (query) => {
      asked.push(query);
      return { releases: rows, next: 'abc' };
    },
    history: async (id) => {
      if (id === 'gone') throw new SlipwayError('RELEASE_NOT_FOUND', 'Release gone not found.');
      return id === 'at-gate' ? lately(AT_GATE) : STORY;
    },
  });

  it('lists releases that the caller can act on, and leaves out others', async () => {
    const { status, body } = await answer(app.request('/me/waiting?cursor=xyz', by('ben')));
    expect([status, body.next]).toEqual([200, 'abc']);
    expect(body.releases).toHaveLength(1);
    expect(body.releases[0]).toMatchObject({
      phase: 'awaiting-approval',
      actions: [{ action: 'approve' }, { action: 'reject' }],
    });
    expect(asked.at(-1)).toEqual({
      phases: ['awaiting-approval', 'awaiting-guidance'],
      limit: 20,
      cursor: 'xyz',
    });
  });

  it.each(['eve', 'ci'])('lists nothing for %s, who may not', async (name) => {
    const { body } = await answer(app.request('/me/waiting', by(name)));
    expect(body.releases).toEqual([]);
  });
});
