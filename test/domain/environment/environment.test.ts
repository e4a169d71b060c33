import { describe, expect, it } from 'vitest';
import {
  emptyEnvironment,
  freezeEnvironment,
  HISTORY_LIMIT,
  markLiveUnknown,
  requestLock,
  setLive,
  unfreezeEnvironment,
  unlock,
  withoutRepeats,
} from '../../../src/domain/environment/environment.ts';

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
  names.reduce(
    (state, name) => requestLock(state, ticket(name), 5).state,
    emptyEnvironment('s', 'e'),
  );

describe('enter', () => {
  it('E1 gives the lock to one release, and the others a place in order', () => {
    const state = entered('a', 'b');
    expect(requestLock(state, ticket('c'), 5).entry).toEqual({
      granted: false,
      queuedBehind: ['a', 'b'],
    });
    expect(state.holder?.releaseId).toBe('a');
  });
  it('gives the same answer to the same release again', () => {
    const state = entered('a', 'b');
    const entry = { granted: true, queuedBehind: [], live: null };
    expect(requestLock(state, ticket('a'), 9)).toEqual({ state, entry });
    expect(requestLock(state, ticket('b'), 9)).toEqual({
      state,
      entry: { granted: false, queuedBehind: ['a'] },
    });
  });
});

it('E4 tells who comes in what is live', () => {
  const before = unlock(entered('a'), { runId: 'run-a', live: live('a') }, 7);
  expect(requestLock(before, ticket('b'), 9).entry.live).toEqual({ releaseId: 'a', commit: 'c' });
});

describe('leave', () => {
  it('E1 hands the lock to the one that became ready first', () => {
    const state = unlock(entered('a', 'b', 'c'), { runId: 'run-a' }, 7);
    expect(state.holder).toEqual({ ...ticket('b'), sinceMs: 7 });
    expect(state.queue.map(({ releaseId }) => releaseId)).toEqual(['c']);
  });
  it('frees the lock when nobody waits', () => {
    expect(unlock(entered('a'), { runId: 'run-a' }, 7)).toEqual(emptyEnvironment('s', 'e'));
  });
  it('E3 takes a release that gave up out of the queue', () => {
    expect(
      unlock(entered('a', 'b', 'c'), { runId: 'run-b' }, 7).queue.map((q) => q.releaseId),
    ).toEqual(['c']);
  });
  it('changes nothing for a release that never entered', () => {
    const state = entered('a', 'b');
    expect(unlock(state, { runId: 'run-z' }, 7)).toEqual(state);
  });
});

describe('goLive', () => {
  it('keeps what was live before, the newest first', () => {
    const state = ['a', 'b', 'c'].reduce(
      (s, id) => setLive(s, live(id)),
      emptyEnvironment('s', 'e'),
    );
    expect(state.live?.releaseId).toBe('c');
    expect(state.history.map(({ releaseId }) => releaseId)).toEqual(['b', 'a']);
  });
  it('replaces the entry of the same release', () => {
    const state = setLive(setLive(emptyEnvironment('s', 'e'), live('a', false)), live('a'));
    expect(state).toMatchObject({ live: { verified: true }, history: [] });
  });
  it('bounds the history', () => {
    let state = emptyEnvironment('s', 'e');
    for (let i = 0; i < HISTORY_LIMIT + 10; i += 1) state = setLive(state, live(`r${i}`));
    expect(state.history).toHaveLength(HISTORY_LIMIT);
  });
});

describe('a hold', () => {
  const held = (more: object = {}) =>
    freezeEnvironment(emptyEnvironment('s', 'e'), {
      by: 'ana',
      reason: 'a fair',
      sinceMs: 1,
      ...more,
    });
  it('E6 keeps everybody in the queue, and tells them why', () => {
    const { state, entry } = requestLock(held(), ticket('a'), 5);
    expect(entry).toEqual({ granted: false, queuedBehind: [], freezes: held().freezes });
    expect(state.holder).toBeUndefined();
    expect(state.queue).toHaveLength(1);
  });
  it('E6 lets the first in the queue in when it is lifted', () => {
    const waiting = requestLock(requestLock(held(), ticket('a'), 5).state, ticket('b'), 6).state;
    expect(unfreezeEnvironment(waiting, 9)).toMatchObject({
      holder: { releaseId: 'a', sinceMs: 9 },
    });
  });
  it('leaves who is inside alone', () => {
    const state = freezeEnvironment(entered('a', 'b'), { by: 'ana', reason: 'a fair', sinceMs: 1 });
    expect(state.holder?.releaseId).toBe('a');
    expect(unlock(state, { runId: 'run-a' }, 7).holder).toBeUndefined();
  });
  it('W5 lets a rollback pass, before every release', () => {
    const waiting = requestLock(held(), ticket('a'), 5).state;
    const back = requestLock(waiting, { ...ticket('old'), rollbackId: 'rollback/1' }, 6);
    expect(back.entry.granted).toBe(true);
    expect(back.state.queue.map(({ releaseId }) => releaseId)).toEqual(['a']);
  });
  it('lets the release pass that is being mended, until it is', () => {
    const failed = unlock(entered('a', 'b'), { runId: 'run-a', freeze: { reason: 'bad' } }, 7);
    expect(failed).toMatchObject({ freezes: [{ by: 'slipway', releaseId: 'a' }] });
    expect(failed.holder).toBeUndefined();
    const again = requestLock(failed, { ...ticket('a'), runId: 'run-a' }, 8);
    expect(again.entry.granted).toBe(true);
    const recovered = unlock(again.state, { runId: 'run-a', recovered: 'a' }, 9);
    expect(recovered).toMatchObject({ holder: { releaseId: 'b' } });
    expect(recovered.freezes).toEqual([]);
  });
  it('R2 stays after a rollback until a person lifts it', () => {
    const inside = requestLock(
      emptyEnvironment('s', 'e'),
      { ...ticket('old'), rollbackId: 'rollback/1' },
      5,
    ).state;
    const left = unlock(inside, { runId: 'run-old', freeze: { reason: 'bad' } }, 7);
    expect(left.freezes).toEqual([{ by: 'slipway', reason: 'bad', sinceMs: 7 }]);
    expect(requestLock(left, ticket('old'), 8).entry.granted).toBe(false);
  });
  it('is not lifted by a release that another person holds it for', () => {
    expect(unlock(held(), { runId: 'run-a', recovered: 'a' }, 9).freezes).toEqual(held().freezes);
  });
});

describe('a freeze by a user and one by Slipway', () => {
  const ana = { by: 'ana', reason: 'a fair', sinceMs: 1 };
  const bad = { by: 'slipway', reason: 'bad', sinceMs: 7, releaseId: 'a' };
  const back = { by: 'slipway', reason: 'bad', sinceMs: 7 };
  const freeze = { reason: 'bad' };
  const inside = requestLock(entered('a'), ticket('b'), 5).state;
  const goingBack = requestLock(
    emptyEnvironment('s', 'e'),
    { ...ticket('a'), rollbackId: 'rollback/1' },
    5,
  ).state;
  const byAna = (state: ReturnType<typeof entered>) => freezeEnvironment(state, ana);
  const fails = (state: ReturnType<typeof entered>) => unlock(state, { runId: 'run-a', freeze }, 7);
  const isRecovered = (state: ReturnType<typeof entered>) =>
    unlock(state, { runId: 'run-a', recovered: 'a' }, 9);

  it.each([
    ['are two, that of the user first', fails(byAna(inside)), [ana, bad]],
    ['are two, whichever of them came first', byAna(fails(inside)), [ana, bad]],
    ['leave that of the user after the recovery', isRecovered(fails(byAna(inside))), [ana]],
    ['leave that of the user also if it came later', isRecovered(byAna(fails(inside))), [ana]],
    ['name no release that may deploy after a rollback', fails(byAna(goingBack)), [ana, back]],
    ['leave none after the recovery if there was none by a user', isRecovered(fails(inside)), []],
    ['end both when a user unfreezes', unfreezeEnvironment(fails(byAna(inside)), 9), []],
  ])('E6 %s', (_, state, freezes) => {
    expect(state.freezes).toEqual(freezes);
  });

  it('E6 let in only the release that is being fixed', () => {
    const state = fails(byAna(inside));
    expect(state.holder).toBeUndefined();
    expect(requestLock(state, ticket('a'), 8).state.holder?.releaseId).toBe('a');
    expect(isRecovered(state).queue.map(({ releaseId }) => releaseId)).toEqual(['b']);
  });

  it('E6 are both there when the live release is unknown', () => {
    const lost = markLiveUnknown(byAna(inside), 7);
    expect(lost).toMatchObject({ freezes: [ana, { by: 'slipway' }], queue: [{}] });
    expect(lost.freezes[1]).not.toHaveProperty('releaseId');
  });
});

describe('markLiveUnknown', () => {
  it('R6 records that the outcome is unknown, and freezes the environment until a user has checked', () => {
    const lost = markLiveUnknown(entered('a', 'b'), 9);
    expect(lost).toMatchObject({
      unknown: { releaseId: 'a', atMs: 9 },
      freezes: [{ by: 'slipway' }],
      queue: [{ releaseId: 'b' }],
    });
    expect(lost.holder).toBeUndefined();
    expect(unfreezeEnvironment(lost, 10)).toMatchObject({ holder: { releaseId: 'b' } });
    expect(unfreezeEnvironment(lost, 10).unknown).toBeUndefined();
  });
});

describe('what is live', () => {
  it('E4 is what the holder says, whatever its clock says', () => {
    const gone = unlock(entered('a'), { runId: 'run-a', live: { ...live('a'), atMs: 9 } }, 9);
    const inside = requestLock(gone, ticket('b'), 9).state;
    const after = unlock(inside, { runId: 'run-b', live: { ...live('b'), atMs: 5 } }, 9);
    expect(after.live?.releaseId).toBe('b');
  });
});

describe('leaving twice', () => {
  it('does not undo what another has said since', () => {
    const gone = unlock(entered('a'), { runId: 'run-a', live: { ...live('a'), atMs: 5 } }, 7);
    const other = unlock(gone, { runId: 'run-b', live: { ...live('b'), atMs: 6 } }, 8);
    const twice = unlock(other, { runId: 'run-a', live: { ...live('a'), atMs: 5 } }, 9);
    expect(twice.live?.releaseId).toBe('b');
  });

  const told = { runId: 'run-a', failed: true, freeze: { reason: 'a is mended' }, recovered: 'a' };

  it.each([
    ['who is inside', entered('a'), told],
    ['an environment that knows of nothing', emptyEnvironment('s', 'e'), told],
    [
      'an environment that has heard it',
      unlock(entered('a'), told, 7),
      { runId: 'run-a', recovered: 'a' },
    ],
    ['who waits', entered('b', 'a'), { runId: 'run-a', recovered: 'a' }],
  ] as const)('E6 R5 says what failed, and for what it is held, once: to %s', (_, state, heard) => {
    expect(withoutRepeats(state, told)).toEqual(heard);
  });
});
