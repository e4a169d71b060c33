import { describe, expect, it } from 'vitest';
import {
  emptyEnvironment,
  enter,
  goLive,
  HISTORY_LIMIT,
  leave,
} from '../../src/domain/environment.ts';

const ticket = (name: string) => ({
  releaseId: name,
  runId: `run-${name}`,
  commit: 'c',
  heartbeatMs: 1,
});
const live = (releaseId: string, verified = true) => ({
  releaseId,
  commit: 'c',
  digest: 'd',
  atMs: 1,
  verified,
});
const entered = (...names: string[]) =>
  names.reduce((state, name) => enter(state, ticket(name), 5).state, emptyEnvironment('s', 'e'));

describe('enter', () => {
  it('E1 gives the lock to one release, and the others a place in order', () => {
    const state = entered('a', 'b');
    expect(enter(state, ticket('c'), 5).entry).toEqual({ granted: false, behind: ['a', 'b'] });
    expect(state.holder?.releaseId).toBe('a');
  });
  it('gives the same answer to the same release again', () => {
    const state = entered('a', 'b');
    expect(enter(state, ticket('a'), 9)).toEqual({ state, entry: { granted: true, behind: [] } });
    expect(enter(state, ticket('b'), 9)).toEqual({
      state,
      entry: { granted: false, behind: ['a'] },
    });
  });
});

describe('leave', () => {
  it('E1 hands the lock to the one that became ready first', () => {
    const state = leave(entered('a', 'b', 'c'), 'run-a', 7);
    expect(state.holder).toEqual({ ...ticket('b'), sinceMs: 7 });
    expect(state.queue.map(({ releaseId }) => releaseId)).toEqual(['c']);
  });
  it('frees the lock when nobody waits', () => {
    expect(leave(entered('a'), 'run-a', 7)).toEqual(emptyEnvironment('s', 'e'));
  });
  it('E3 takes a release that gave up out of the queue', () => {
    expect(leave(entered('a', 'b', 'c'), 'run-b', 7).queue.map((q) => q.releaseId)).toEqual(['c']);
  });
  it('changes nothing for a release that never entered', () => {
    const state = entered('a', 'b');
    expect(leave(state, 'run-z', 7)).toEqual(state);
  });
});

describe('goLive', () => {
  it('keeps what was live before, the newest first', () => {
    const state = ['a', 'b', 'c'].reduce(
      (s, id) => goLive(s, live(id)),
      emptyEnvironment('s', 'e'),
    );
    expect(state.live?.releaseId).toBe('c');
    expect(state.history.map(({ releaseId }) => releaseId)).toEqual(['b', 'a']);
  });
  it('replaces the entry of the same release', () => {
    const state = goLive(goLive(emptyEnvironment('s', 'e'), live('a', false)), live('a'));
    expect(state).toMatchObject({ live: { verified: true }, history: [] });
  });
  it('bounds the history', () => {
    let state = emptyEnvironment('s', 'e');
    for (let i = 0; i < HISTORY_LIMIT + 10; i += 1) state = goLive(state, live(`r${i}`));
    expect(state.history).toHaveLength(HISTORY_LIMIT);
  });
});
