import { describe, expect, test, vi } from 'vitest';
import { createAssessPromotion } from '../../src/activities/assess-promotion.ts';
import {
  emptyEnvironment,
  type EnvironmentState,
} from '../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../src/domain/environment/live-release.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { EVERYBODY } from '../../src/domain/gate/gate.ts';
import type { Change } from '../../src/domain/plan/change.ts';
import type { ConditionResult } from '../../src/domain/plan/promotion.ts';
import type { PromotionInput } from '../../src/domain/plan/promotion-assessment.ts';
import type { CommittedChange } from '../../src/source/change.ts';
import type { Source } from '../../src/source/source.ts';

const OURS = '2'.repeat(40);
const LIVE: LiveRelease = {
  releaseId: 'hello-1',
  commit: '1'.repeat(40),
  digest: 'sha256:1',
  atMs: 0,
  verified: true,
};
const COMMITTED: CommittedChange = {
  paths: ['a.md'],
  pathCount: 1,
  linesAdded: 2,
  linesRemoved: 1,
  authors: [{ name: 'Ben', email: 'ben@example.com' }],
  authorCount: 1,
  takenAway: [],
  takenAwayCount: 0,
  message: 'Say more',
};
const QUESTION: PromotionInput = {
  release: {
    id: 'hello-2',
    startedBy: 'ana@example.com',
    author: { name: 'Dev', email: 'dev@example.com' },
    ref: 'main',
  },
  service: 'hello',
  repository: '/srv/hello',
  environment: 'production',
  mode: 'approval',
  reason: 'always',
  commit: OURS,
  artifact: 'sha256:2',
  plan: 'sha256:3',
  nonce: 'run-1',
};

interface World {
  readonly state?: Partial<EnvironmentState>;
  readonly committed?: Partial<CommittedChange>;
  /** Pairs `older newer`. */
  readonly ancestors?: readonly string[];
  readonly evaluate?: (condition: string) => ConditionResult;
}

function approachIn({ state, committed, ancestors = [], evaluate }: World) {
  const change = vi.fn<Source['change']>(async () => ({ ...COMMITTED, ...committed }));
  const asked = vi.fn<(condition: string, change: Change) => ConditionResult>(
    evaluate ?? (() => ({ matches: false })),
  );
  const assessPromotion = createAssessPromotion({
    environments: {
      state: async (service, environment) =>
        state && { ...emptyEnvironment(service, environment), ...state },
    },
    source: {
      change,
      isAncestor: async ({ older, newer }) => ancestors.includes(`${older} ${newer}`),
    },
    evaluate: asked,
  });
  return { assessPromotion, change, asked };
}

describe('what is asked', () => {
  test('G3 G4 is sealed with what is live', async () => {
    const { assessPromotion } = approachIn({ state: { live: LIVE } });
    const { approvalRequest } = await assessPromotion(QUESTION);
    expect(approvalRequest).toEqual({
      releaseId: 'hello-2',
      service: 'hello',
      environment: 'production',
      commit: OURS,
      artifact: 'sha256:2',
      plan: 'sha256:3',
      live: 'hello-1',
      nonce: 'run-1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    const first = await approachIn({}).assessPromotion(QUESTION);
    expect(first.approvalRequest.live).toBeNull();
    expect(first.approvalRequest.digest).not.toBe(approvalRequest.digest);
  });

  test('G7 who started it and every author of the change may not approve it', async () => {
    const authors = ['ben@example.com', 'Eve@Example.com', 'ANA@example.com', 'eve@example.com'];
    const { assessPromotion, change } = approachIn({
      state: { live: LIVE },
      committed: { authors: authors.map((email) => ({ name: 'x', email })) },
    });
    const { excludedApprovers } = await assessPromotion(QUESTION);
    expect(excludedApprovers).toEqual([
      'ana@example.com',
      'dev@example.com',
      'ben@example.com',
      'Eve@Example.com',
    ]);
    expect(change).toHaveBeenCalledWith({
      repository: '/srv/hello',
      from: LIVE.commit,
      to: OURS,
    });
  });

  test('at the first release nothing is live to compare it with', async () => {
    const { assessPromotion, change } = approachIn({});
    expect((await assessPromotion(QUESTION)).change).toMatchObject({ hoursSinceDeployment: null });
    expect(change).toHaveBeenCalledWith({ repository: '/srv/hello', to: OURS });
  });

  test('says what changes, and keeps the first 200 paths of it', async () => {
    const paths = Array.from({ length: 300 }, (_, i) => `${i}.md`);
    const nowMs = Date.now();
    const hour = 3_600_000;
    const { assessPromotion, asked } = approachIn({
      state: {
        live: { ...LIVE, atMs: nowMs - 2.5 * hour },
        failures: [nowMs - hour, nowMs - 23 * hour, nowMs - 25 * hour],
      },
      committed: { paths, pathCount: 300 },
    });
    const { change } = await assessPromotion({
      ...QUESTION,
      rules: [{ when: 'x', mode: 'automatic' }],
    });
    expect(change).toEqual({
      paths: paths.slice(0, 200),
      pathCount: 300,
      linesAdded: 2,
      linesRemoved: 1,
      authors: ['ben@example.com'],
      message: 'Say more',
      authorCount: 1,
      takenAway: [],
      takenAwayCount: 0,
      branch: 'main',
      hoursSinceDeployment: 2,
      failuresLately: 2,
    });
    // Conditions see all of them.
    expect(asked).toHaveBeenCalledWith('x', expect.objectContaining({ paths }));
  });
});

describe('how it is entered', () => {
  const rules = [
    { when: 'first', mode: 'automatic', reason: 'calm' },
    { when: 'second', mode: 'automatic' },
    { mode: 'approval', reason: 'else' },
  ] as const;

  test('without conditions is what the plan says', async () => {
    const { assessPromotion, asked } = approachIn({ state: { live: LIVE } });
    expect(await assessPromotion(QUESTION)).toMatchObject({ mode: 'approval', reason: 'always' });
    expect(asked).not.toHaveBeenCalled();
  });

  test.each([
    ['first', { mode: 'automatic', reason: 'calm' }],
    ['second', { mode: 'automatic' }],
    ['none', { mode: 'approval', reason: 'else' }],
  ])('is by the first rule that holds: %s', async (held, expected) => {
    const { assessPromotion } = approachIn({ evaluate: (when) => ({ matches: when === held }) });
    const door = await assessPromotion({ ...QUESTION, rules });
    expect(door).toMatchObject(expected);
    expect('reason' in door).toBe('reason' in expected);
    expect(door).not.toHaveProperty('problems');
  });

  test('passes over a condition that cannot be told, and says so', async () => {
    const { assessPromotion } = approachIn({
      evaluate: (when) =>
        when === 'first' ? { matches: false, problem: 'no such overload' } : { matches: true },
    });
    expect(await assessPromotion({ ...QUESTION, rules })).toMatchObject({
      mode: 'automatic',
      problems: ['first: no such overload'],
    });
  });

  test('asks people where conditions would not see every file', async () => {
    const { assessPromotion, asked } = approachIn({
      committed: { pathCount: 10_001 },
      evaluate: () => ({ matches: true }),
    });
    expect(await assessPromotion({ ...QUESTION, rules })).toMatchObject({
      mode: 'approval',
      reason: '10001 files changed, too many to evaluate the conditions',
    });
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('a change with more authors than are named', () => {
  const committed = { authorCount: 1_001 };

  test('G7 is approved by nobody, because anybody may have written it', async () => {
    const { excludedApprovers } = await approachIn({ committed }).assessPromotion(QUESTION);
    expect(excludedApprovers).toEqual([EVERYBODY]);
  });

  test('asks people where there are conditions', async () => {
    const { assessPromotion, asked } = approachIn({
      committed,
      evaluate: () => ({ matches: true }),
    });
    const rules = [{ when: 'x', mode: 'automatic' }] as const;
    expect(await assessPromotion({ ...QUESTION, rules })).toMatchObject({
      mode: 'approval',
      reason: '1001 people wrote it, too many for conditions',
    });
    expect(asked).not.toHaveBeenCalled();
  });
});

test('G7 an author who calls himself everybody keeps nobody else from approving', async () => {
  const authors = [{ name: 'x', email: EVERYBODY }];
  const { excludedApprovers } = await approachIn({ committed: { authors } }).assessPromotion(
    QUESTION,
  );
  expect(excludedApprovers).toEqual(['ana@example.com', 'dev@example.com']);
});

describe('E4 never older than what is live', () => {
  test.each([
    ['live is on top of it', [`${OURS} ${LIVE.commit}`], 'hello-1'],
    ['it is on top of live', [`${LIVE.commit} ${OURS}`], undefined],
    ['they are on two branches', [], undefined],
  ])('when %s', async (_, ancestors, newerLiveRelease) => {
    const { assessPromotion } = approachIn({ state: { live: LIVE }, ancestors });
    expect((await assessPromotion(QUESTION)).newerLiveRelease).toBe(newerLiveRelease);
  });

  test('the commit that is live may be released again', async () => {
    const live = { ...LIVE, commit: OURS };
    const { assessPromotion } = approachIn({ state: { live }, ancestors: [`${OURS} ${OURS}`] });
    expect(await assessPromotion(QUESTION)).not.toHaveProperty('newerLiveRelease');
  });
});

describe('R4 what a rollback would go back to', () => {
  const before: LiveRelease = { ...LIVE, releaseId: 'hello-0' };

  test.each<[string, Partial<EnvironmentState> | undefined, string | undefined]>([
    ['at the first release is nothing', undefined, undefined],
    ['is nothing where nothing is live', {}, undefined],
    ['is what is live', { live: LIVE, history: [before] }, 'hello-1'],
    [
      'is what was before, where what is live was never verified',
      { live: { ...LIVE, verified: false }, history: [before] },
      'hello-0',
    ],
    [
      'is nothing that was taken back',
      { live: { ...LIVE, verified: false, rolledBack: 'hello-0' }, history: [before] },
      undefined,
    ],
    [
      'is not this release itself',
      { live: { ...LIVE, releaseId: 'hello-2' }, history: [before] },
      'hello-0',
    ],
  ])('%s', async (_, state, expected) => {
    const { assessPromotion } = approachIn(state ? { state } : {});
    expect((await assessPromotion(QUESTION)).rollbackTo).toBe(expected);
  });
});

test('a repository that cannot be reached is tried again', async () => {
  const assessPromotion = createAssessPromotion({
    environments: { state: async () => undefined },
    source: {
      change: async () => {
        throw new SlipwayError('REPOSITORY_UNREACHABLE', 'It is away.');
      },
      isAncestor: async () => false,
    },
    evaluate: () => ({ matches: false }),
  });
  await expect(assessPromotion(QUESTION)).rejects.toMatchObject({
    type: 'REPOSITORY_UNREACHABLE',
    nonRetryable: false,
  });
});
