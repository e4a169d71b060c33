import type { SealedApprovalRequest } from '../../src/domain/gate/approval-request.ts';
import type { GatePolicy } from '../../src/domain/gate/gate.ts';
import type { EnvironmentPlan, Plan } from '../../src/domain/plan/plan.ts';
import type { ReleaseInput } from '../../src/domain/release/release.ts';

const COMMIT = '3f2a91c4d5e6'.padEnd(40, '0');
const AUTHOR = { name: 'Dev', email: 'dev@example.com' };

export const INPUT: ReleaseInput = {
  id: 'hello-3f2a91c4d5e6',
  service: 'hello',
  commit: COMMIT,
  author: AUTHOR,
  subject: 'Say hello',
  startedBy: 'ana@example.com',
  voteKey: '',
  url: 'http://127.0.0.1:3000/ui/releases/hello-3f2a91c4d5e6',
};

export const POLICY: GatePolicy = {
  approvals: 1,
  groups: [],
  expiresMs: 7 * 86_400_000,
  selfApproval: false,
  unsignedVotes: 'refuse',
  staleVotes: 'dismiss',
};

/** An approval request for production with this digest. */
export function requestWith(digest: string, live: string | null = null): SealedApprovalRequest {
  return {
    releaseId: INPUT.id,
    service: INPUT.service,
    environment: 'production',
    commit: COMMIT,
    artifact: `sha256:${'2'.repeat(64)}`,
    plan: `sha256:${'1'.repeat(64)}`,
    live,
    nonce: 'run-1',
    digest,
  };
}

export const STAGING: EnvironmentPlan = {
  name: 'staging',
  mode: 'automatic',
  target: { kind: 'directory', path: '/nowhere/staging', timeoutMs: 60_000 },
  secrets: [],
};

export const PRODUCTION: EnvironmentPlan = {
  name: 'production',
  mode: 'approval',
  gate: POLICY,
  target: { kind: 'directory', path: '/nowhere/production', timeoutMs: 60_000 },
  secrets: [],
};

export const PLAN: Plan = {
  service: 'hello',
  repository: '/nowhere/hello',
  commit: COMMIT,
  author: AUTHOR,
  subject: 'Say hello',
  pipeline: {
    build: { run: 'true', artifact: 'dist', timeoutMs: 60_000, env: {} },
    test: [{ name: 'unit', run: 'true', timeoutMs: 60_000, env: {} }],
    verify: [],
  },
  environments: [STAGING, PRODUCTION],
  secrets: [],
  heartbeatMs: 2_000,
  digest: `sha256:${'1'.repeat(64)}`,
};
