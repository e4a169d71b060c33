import { DEFAULT_GATE } from '../../src/domain/gate/gate.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../../src/domain/release/event.ts';
import { INPUT, PLAN, PRODUCTION } from './plan.ts';

/** Numbers what happened as a history does, a second apart. */
export function history(...happenings: readonly ReleaseEventBody[]): readonly ReleaseEvent[] {
  return happenings.map((happening, i) => ({
    ...happening,
    id: (i + 1) * 3,
    atMs: (i + 1) * 1_000,
  }));
}

export const ARTIFACT = {
  digest: `sha256:${'a'.repeat(64)}`,
  sizeBytes: 9,
  kind: 'directory',
} as const;
const ENVIRONMENTS = PLAN.environments.map((environment) => ({
  ...environment,
  url: `https://${environment.name}.example.com`,
}));
export const PLANNED = { ...PLAN, environments: ENVIRONMENTS };

export const begun: readonly ReleaseEventBody[] = [
  { kind: 'started', input: { ...INPUT, ref: 'main' } },
  { kind: 'planned', plan: PLANNED },
];

export const made: readonly ReleaseEventBody[] = [
  ...begun,
  { kind: 'step-queued', activityId: '1', type: 'build', step: 'build' },
  {
    kind: 'step-ended',
    step: 'build',
    type: 'build',
    state: 'passed',
    attempt: 1,
    artifact: ARTIFACT,
  },
  { kind: 'step-queued', activityId: '1', type: 'test', suite: 'unit', step: 'test-unit' },
  {
    kind: 'step-ended',
    step: 'test-unit',
    type: 'test',
    suite: 'unit',
    state: 'passed',
    attempt: 1,
  },
];

export function deployed(environment: string): readonly ReleaseEventBody[] {
  return [
    { kind: 'entered', environment },
    {
      kind: 'step-queued',
      activityId: '1',
      type: 'deploy',
      step: `deploy-${environment}`,
      environment,
    },
    {
      kind: 'step-ended',
      step: `deploy-${environment}`,
      type: 'deploy',
      environment,
      state: 'passed',
      attempt: 1,
    },
    {
      kind: 'step-queued',
      activityId: '1',
      type: 'verify',
      step: `verify-${environment}`,
      environment,
    },
    {
      kind: 'step-ended',
      step: `verify-${environment}`,
      type: 'verify',
      environment,
      state: 'passed',
      attempt: 1,
    },
  ];
}

/** Asks at the gate of production. */
export function asked(
  live: string | null = 'hello-000000000000',
  nonce = 'run-1',
): ReleaseEventBody {
  const approvalRequest = {
    releaseId: INPUT.id,
    service: 'hello',
    environment: PRODUCTION.name,
    commit: INPUT.commit,
    artifact: ARTIFACT.digest,
    plan: PLAN.digest,
    live,
    nonce,
    digest: `sha256:${nonce.padEnd(64, '0')}`,
  };
  const excludedApprovers = ['dev@example.com'];
  return {
    kind: 'promotion-decided',
    mode: 'approval',
    approvalRequest,
    excludedApprovers,
    openedAtMs: 5_000,
  };
}

export function voted(
  verdict: 'approve' | 'reject' | 'withdraw' = 'approve',
  more: { by?: string; comment?: string; nonce?: string; deployAfterMs?: number } = {},
): ReleaseEventBody {
  const { nonce = 'run-1', by = 'ben@example.com', ...rest } = more;
  const approvalRequest = `sha256:${nonce.padEnd(64, '0')}`;
  const vote = { voteId: by, by, verdict, approvalRequest, atMs: 6_000, signed: true, ...rest };
  return { kind: 'voted', vote };
}

export const waiting: readonly ReleaseEventBody[] = [...made, ...deployed('staging'), asked()];

export const succeeded: readonly ReleaseEventBody[] = [
  ...waiting,
  voted(),
  ...deployed('production'),
  { kind: 'ended', outcome: 'succeeded' },
];

export const guidanceRequest = {
  id: 'q-1',
  environment: 'production',
  failedStage: 'verify',
  choices: ['retry', 'ignore', 'rollback', 'fail'],
  problem: { code: 'VERIFICATION_FAILED', message: 'healthy: responded 500 & <bad>.' },
  isUnknown: false,
  askedAtMs: 9_000,
  rollbackTo: 'hello-000000000000',
} as const;

export const EXPIRES_MS = DEFAULT_GATE.expiresMs;

const intervention = {
  interventionId: 'o-1',
  by: 'zoe',
  atMs: 1,
  environment: 'production',
  runId: 'run-1',
};

/** Ways that a release can go: together they have everything that can be told. */
export const everything: readonly (readonly ReleaseEventBody[])[] = [
  succeeded,
  [...made, ...deployed('staging'), asked(null), voted(), ...deployed('production')],
  [
    ...waiting,
    { kind: 'reminded', environment: 'production', canAct: { groups: ['leads'] } },
    {
      kind: 'intervention',
      intervention: { ...intervention, kind: 'override', reason: 'fire', signed: true },
    },
    ...deployed('production').slice(0, 2),
    {
      kind: 'step-ended',
      step: 'deploy-production',
      type: 'deploy',
      environment: 'production',
      state: 'failed',
      attempt: 1,
      problem: guidanceRequest.problem,
    },
    { kind: 'asked', guidanceRequest },
    {
      kind: 'intervention',
      intervention: {
        ...intervention,
        kind: 'guidance',
        choice: 'rollback',
        guidanceRequest: 'q-1',
        signed: true,
      },
    },
    { kind: 'rolling-back', environment: 'production' },
    {
      kind: 'rolled-back',
      environment: 'production',
      result: { kind: 'rolled-back', to: 'hello-000000000000', summary: 'It is back.' },
    },
    { kind: 'ended', outcome: 'rolled-back' },
  ],
  [
    ...waiting,
    voted('approve', { deployAfterMs: 9_000_000 }),
    { kind: 'queued', environment: 'production', queuedBehind: ['hello-2'] },
    { kind: 'cancel-requested', by: 'ana', reason: 'too late' },
    { kind: 'ended', outcome: 'cancelled' },
  ],
];
