import { describe, expect, it } from 'vitest';
import type { PreviewRequest } from '../../../src/api/releases/preview.ts';
import {
  emptyEnvironment,
  type EnvironmentState,
} from '../../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../../src/domain/environment/live-release.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { EnvironmentPlan } from '../../../src/domain/plan/plan.ts';
import { createPreview } from '../../../src/api/releases/create-preview.ts';
import { createPromotionAssessor } from '../../../src/activities/assess-promotion.ts';
import { olderWaitingReleases } from '../../../src/activities/supersede-older.ts';
import type { Source } from '../../../src/source/source.ts';
import { evaluate } from '../../../src/policy/condition.ts';
import type { ChangeRequest } from '../../../src/source/change.ts';
import { INPUT, PLAN, POLICY, PRODUCTION, STAGING } from '../../support/plan.ts';

const OLD = '0'.repeat(40);
const LIVE: LiveRelease = {
  releaseId: 'hello-000000000000',
  commit: OLD,
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 0,
  verified: true,
};

interface World {
  readonly environments?: readonly EnvironmentPlan[];
  readonly live?: LiveRelease;
  readonly existingRelease?: string;
  /** Those that wait for production. */
  readonly waiting?: readonly { releaseId: string; commit: string }[];
  /** Pairs `older newer`. */
  readonly ancestors?: readonly string[];
}

/** Looks at a world in which only what a test says has happened. */
async function previewOf(world: World, more: { unreachable?: boolean } = {}) {
  const {
    environments: plans = [STAGING, PRODUCTION],
    live,
    existingRelease,
    waiting = [],
    ancestors = [],
  } = world;
  const compared: ChangeRequest[] = [];
  const environments = {
    state: async (service: string, name: string): Promise<EnvironmentState> => ({
      ...emptyEnvironment(service, name),
      ...(live && { live }),
    }),
  };
  const source: Pick<Source, 'change' | 'isAncestor'> = {
    async change(request) {
      if (more.unreachable) throw new SlipwayError('REPOSITORY_UNREACHABLE', 'It does not answer.');
      compared.push(request);
      return {
        paths: ['db/1.sql'],
        pathCount: 1,
        linesAdded: 3,
        linesRemoved: 0,
        authors: [{ name: 'Cleo', email: 'cleo@example.com' }],
        authorCount: 1,
        takenAway: [],
        takenAwayCount: 0,
        message: 'Say hello',
      };
    },
    isAncestor: async ({ older, newer }) => ancestors.includes(`${older} ${newer}`),
  };
  const list = async (_: string, name: string) => (name === 'production' ? waiting : []);
  const preview = createPreview({
    engine: { existingRelease: async () => existingRelease },
    assess: createPromotionAssessor({ environments, source, evaluate }),
    olderWaitingReleases: (release) => olderWaitingReleases({ waiting: { list }, source }, release),
    windowOf: async () => ({ open: false, reason: 'It is Sunday.' }),
  });
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const request: PreviewRequest = {
    service: { ...kept, branches: [], environments: plans },
    commit: INPUT.commit,
    author: INPUT.author,
    subject: INPUT.subject,
    startedBy: 'ana@example.com',
  };
  return { found: await preview(request), compared };
}

describe('createPreview', () => {
  it('E7 tells of every environment, in the order in which they are entered', async () => {
    const { found } = await previewOf({});
    expect(found.environments.map(({ name, mode }) => [name, mode])).toEqual([
      ['staging', 'automatic'],
      ['production', 'approval'],
    ]);
    expect(found).not.toHaveProperty('exists');
  });
  it('G7 tells who may approve, and who may not', async () => {
    const groups = [{ name: 'managers', members: ['ben'] }];
    const gate = { ...POLICY, approvals: 2, groups };
    const { found } = await previewOf({ environments: [{ ...PRODUCTION, gate }] });
    expect(found.environments[0]?.gate).toEqual({
      approvals: 2,
      groups,
      excludedApprovers: ['ana@example.com', 'dev@example.com', 'cleo@example.com'],
      expiresMs: POLICY.expiresMs,
    });
  });
  it('G7 keeps nobody from approving where the gate lets everybody', async () => {
    const gate = { ...POLICY, selfApproval: true };
    const { found } = await previewOf({ environments: [{ ...PRODUCTION, gate }] });
    expect(found.environments[0]?.gate?.excludedApprovers).toEqual([]);
  });
  it('decides by the conditions, on what is new since what is live', async () => {
    const promotion = [
      {
        when: 'change.paths.exists(p, glob(p, "db/**"))',
        mode: 'approval',
        reason: 'a migration',
      },
      { mode: 'automatic' },
    ] as const;
    const place: EnvironmentPlan = { ...PRODUCTION, mode: 'automatic', promotion };
    const { found, compared } = await previewOf({ environments: [place], live: LIVE });
    expect(found.environments).toMatchObject([
      { mode: 'approval', reason: 'a migration', change: { linesAdded: 3, pathCount: 1 } },
    ]);
    expect(compared).toEqual([{ repository: PLAN.repository, from: OLD, to: INPUT.commit }]);
  });
  it('E4 tells that what is live is newer', async () => {
    const { found } = await previewOf({ live: LIVE, ancestors: [`${INPUT.commit} ${OLD}`] });
    expect(found.environments.map(({ newerLiveRelease }) => newerLiveRelease)).toEqual([
      LIVE.releaseId,
      LIVE.releaseId,
    ]);
  });
  it('R4 tells what a rollback would go back to, and that there is nothing before the first', async () => {
    const back = async (live?: LiveRelease) =>
      (await previewOf(live ? { live } : {})).found.environments.map((e) => e.rollbackTo);
    expect(await back(LIVE)).toEqual([LIVE.releaseId, LIVE.releaseId]);
    expect(await back()).toEqual([undefined, undefined]);
  });
  it('E5 tells which releases that wait it would end, by ancestry', async () => {
    const older = { releaseId: 'hello-000000000001', commit: '1'.repeat(40) };
    const other = { releaseId: 'hello-000000000002', commit: '2'.repeat(40) };
    const ancestors = [`${older.commit} ${INPUT.commit}`];
    const world = { waiting: [older, other], ancestors };
    const ends = async (production: Partial<EnvironmentPlan>) => {
      const environments = [STAGING, { ...PRODUCTION, ...production }];
      return (await previewOf({ ...world, environments })).found.environments.map(
        ({ supersedes }) => supersedes,
      );
    };
    expect(await ends({})).toEqual([[], [older.releaseId]]);
    expect(await ends({ supersede: 'never' })).toEqual([[], []]);
    // Where nobody is asked nobody is overtaken at a gate.
    expect(await ends({ mode: 'automatic' })).toEqual([[], []]);
  });
  it('W3 tells whether each may be entered now', async () => {
    const { found } = await previewOf({});
    for (const { window } of found.environments)
      expect(window).toEqual({ open: false, reason: 'It is Sunday.' });
  });
  it('S1 names the release that there is already', async () => {
    const { found } = await previewOf({ existingRelease: 'hello-3f2a91c4d5e6.2' });
    expect(found.existingRelease).toBe('hello-3f2a91c4d5e6.2');
  });
  it('says in the words of the catalogue that the source is away', async () => {
    await expect(previewOf({}, { unreachable: true })).rejects.toMatchObject({
      code: 'REPOSITORY_UNREACHABLE',
    });
    await expect(previewOf({}, { unreachable: true })).rejects.toBeInstanceOf(SlipwayError);
  });
});
