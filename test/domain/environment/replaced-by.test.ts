import { describe, expect, it } from 'vitest';
import type { EnvironmentState } from '../../../src/domain/environment/environment.ts';
import { replacedBy } from '../../../src/domain/environment/replaced-by.ts';
import type { Release } from '../../../src/domain/release/release.ts';
import { INPUT, POLICY, requestWith } from '../../support/plan.ts';

const entry = (releaseId: string) => ({
  releaseId,
  commit: releaseId,
  digest: 'd',
  atMs: 0,
  verified: true,
});
const state = (...ids: string[]): EnvironmentState => {
  const [live, ...history] = ids.map(entry);
  const empty = { service: 's', environment: 'production', queue: [], freezes: [] };
  return { ...empty, ...(live && { live }), history };
};
/** The release `me`, which was asked about while `live` was live. */
const me = (live?: string): Pick<Release, 'input' | 'gate'> => ({
  input: { ...INPUT, id: 'me' },
  ...(live !== undefined && {
    gate: {
      environment: 'production',
      policy: POLICY,
      excludedApprovers: [],
      approvalRequest: requestWith('d', live),
      openedAtMs: 0,
      votes: [],
    },
  }),
});

describe('what a release is held against in an environment', () => {
  it.each([
    ['nothing, where nothing was ever live', undefined, undefined, undefined],
    ['nothing, where it is the first', undefined, state('me'), undefined],
    ['what is live, while it waits', undefined, state('b', 'a'), 'b'],
    ['what was live when people were asked', 'a', state('b', 'a'), 'a'],
    ['what is live, if nobody remembers that any more', 'z', state('b', 'a'), 'b'],
    ['what it has replaced, when it is live', undefined, state('me', 'b', 'a'), 'b'],
    ['what it has replaced, when it is live no more', undefined, state('c', 'me', 'b'), 'b'],
    ['what it has replaced first, if it came back', undefined, state('me', 'c', 'me', 'b'), 'b'],
  ] as const)('is %s', (_, asked, known, expected) => {
    expect(replacedBy(me(asked), 'production', known)?.releaseId).toBe(expected);
  });
});
