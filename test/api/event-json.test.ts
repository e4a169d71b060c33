import { expect, it } from 'vitest';
import { eventJson } from '../../src/api/event-json.ts';
import { tell } from '../../src/domain/story.ts';
import { STORY } from '../support/api.ts';

it('G2 tells of each vote whether it counts, and why not', () => {
  const vote = {
    voteId: 'v',
    by: 'ben',
    verdict: 'approve',
    manifest: 'm',
    atMs: 1,
    signed: true,
  } as const;
  const event = { id: 20, atMs: 5_000, kind: 'voted', vote } as const;
  expect(eventJson(event, tell(STORY))).toEqual({
    kind: 'voted',
    at: '1970-01-01T00:00:05.000Z',
    by: 'ben',
    verdict: 'approve',
    vote: 'refused',
    reason: 'GATE_NOT_OPEN',
  });
});
