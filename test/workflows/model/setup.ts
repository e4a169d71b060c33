import fc from 'fast-check';
import type { Group } from '../../../src/domain/gate/group.ts';
import type { EnvironmentPlan, OnFailure, Plan, Supersede } from '../../../src/domain/plan/plan.ts';
import type { PromotionMode } from '../../../src/domain/plan/promotion.ts';
import { PLAN, POLICY, PRODUCTION, STAGING } from '../../support/plan.ts';

/** What slipway.yaml says of a service in one sequence. */
export interface Setup {
  readonly mode: PromotionMode;
  readonly approvals: number;
  readonly rejections: number;
  readonly groups: readonly Group[];
  /** Whether the directors may stand in when time runs out. */
  readonly escalates: boolean;
  readonly staleVotes: 'dismiss' | 'keep';
  readonly supersede: Supersede;
  readonly expiresHours: number;
  /** In staging; 0: there is no staging. */
  readonly soakHours: number;
  readonly hasWindow: boolean;
  readonly onFailure: OnFailure;
}

export const VOTERS = ['ben', 'cid', 'dan'];
export const DIRECTOR = 'fay';
const GROUPS: readonly (readonly Group[])[] = [
  [],
  [{ name: 'managers', members: [...VOTERS, 'ana@example.com', 'dev@example.com'] }],
  // Cid is needed in the one where Dan takes the other seat.
  [
    { name: 'testers', members: ['ben', 'cid'] },
    { name: 'operators', members: ['cid', 'dan'] },
  ],
];

export const setups: fc.Arbitrary<Setup> = fc.record({
  mode: fc.constantFrom<PromotionMode[]>('approval', 'approval', 'approval', 'automatic'),
  approvals: fc.integer({ min: 1, max: 2 }),
  rejections: fc.constantFrom(1, 1, 2),
  groups: fc.constantFrom(...GROUPS),
  escalates: fc.boolean(),
  staleVotes: fc.constantFrom('dismiss', 'dismiss', 'keep'),
  supersede: fc.constantFrom<Supersede[]>('on-approval', 'on-arrival', 'never'),
  expiresHours: fc.constantFrom(72, 168),
  soakHours: fc.constantFrom(0, 0, 31),
  hasWindow: fc.boolean(),
  onFailure: fc.constantFrom<OnFailure[]>('fail', 'ask', 'rollback', 'rollback'),
});

const HOUR_MS = 3_600_000;

/** The plan of a release under this configuration. */
export function planOf(setup: Setup, { service, commit }: Pick<Plan, 'service' | 'commit'>): Plan {
  const environments = [...(setup.soakHours > 0 ? [STAGING] : []), productionOf(setup)];
  const watch = [
    {
      kind: 'http',
      name: 'healthy',
      path: '/',
      expectStatus: 200,
      retryForMs: 1_000,
      intervalMs: 1_000,
      failureThreshold: 1,
    } as const,
  ];
  const pipeline = { ...PLAN.pipeline, test: [], watch };
  return { ...PLAN, service, commit, pipeline, environments, digest: `plan of ${commit}` };
}

function productionOf(setup: Setup): EnvironmentPlan {
  const { mode, approvals, rejections, groups, staleVotes, expiresHours, soakHours } = setup;
  const escalateTo = { name: 'directors', members: [DIRECTOR] };
  return {
    ...PRODUCTION,
    mode,
    gate: {
      ...POLICY,
      approvals,
      rejections,
      groups,
      staleVotes,
      expiresMs: expiresHours * HOUR_MS,
      ...(setup.escalates && groups.length > 0 && { escalateTo }),
    },
    supersede: setup.supersede,
    onFailure: setup.onFailure,
    watchMs: HOUR_MS,
    ...(soakHours > 0 && { soakMs: soakHours * HOUR_MS }),
    ...(setup.hasWindow && { windows: ['office-hours'] }),
  };
}
