import type { ListQuery } from '../../../src/api/engine.ts';
import type { Preview } from '../../../src/api/releases/preview.ts';
import type { EnvironmentState } from '../../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../../src/domain/environment/live-release.ts';
import { type ErrorCode, SlipwayError } from '../../../src/domain/errors.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { ReleaseRow } from '../../../src/domain/release/release.ts';
import { AT_GATE, lately, STORY } from '../api.ts';
import { INPUT } from '../plan.ts';
import type { siteWith } from '../site.ts';

export type Engine = NonNullable<Parameters<typeof siteWith>[0]>;

const HOUR_MS = 3_600_000;
export const fail = (code: ErrorCode, message: string) => async () => {
  throw new SlipwayError(code, message);
};

const live: LiveRelease = {
  releaseId: 'hello-bbbbbbbbbbbb',
  commit: 'b'.repeat(40),
  subject: 'Greet people by their names, in the language that their browser asks for',
  author: { name: 'Dora', email: 'dora@example.com' },
  digest: `sha256:${'2'.repeat(64)}`,
  atMs: Date.now() - 3 * HOUR_MS,
  verified: true,
};
const ticket = { runId: 'x', commit: 'c'.repeat(40), heartbeatMs: 1, sinceMs: Date.now() };
const PLACE: EnvironmentState = {
  service: 'hello',
  environment: 'production',
  live,
  holder: { ...ticket, releaseId: 'hello-cccccccccccc' },
  queue: [{ ...ticket, releaseId: 'hello-dddddddddddd' }],
  freezes: [{ by: 'ben', reason: 'Stock-taking until noon.', sinceMs: Date.now() - HOUR_MS }],
  history: [
    { ...live, releaseId: 'hello-aaaaaaaaaaaa', subject: 'Say hello', verified: false },
    { ...live, releaseId: 'hello-999999999999', subject: 'Say nothing' },
  ],
  failures: [Date.now() - HOUR_MS],
};
const ROW: ReleaseRow = {
  id: INPUT.id,
  service: 'hello',
  commit: INPUT.commit,
  author: INPUT.author,
  subject: INPUT.subject,
  startedBy: 'ana',
  startedAtMs: Date.now() - 120_000,
  phase: 'awaiting-approval',
  environment: 'production',
};

export const telling = (history: readonly ReleaseEvent[]): Engine => ({
  history: async () => lately(history),
});
export const FULL: Engine = {
  ...telling(AT_GATE),
  list: async ({ running }: ListQuery) => ({
    releases: running ? [ROW] : [ROW, { ...ROW, phase: 'done', outcome: 'succeeded' }],
  }),
  environment: async (_, name) => (name === 'production' ? PLACE : undefined),
};
/** Nobody works: what is kept can be read, and what only a worker knows cannot. */
export const NO_WORKER: Engine = {
  ...FULL,
  environment: fail('NO_WORKER', 'No worker responded in time.'),
  health: async () => ({ temporal: true, worker: false }),
};
export const away = fail('TEMPORAL_UNREACHABLE', 'Temporal is unreachable.');
export const NO_TEMPORAL: Engine = {
  list: away,
  history: away,
  environment: away,
  existingRelease: away,
  health: async () => ({ temporal: false, worker: false }),
};
export const FAILED: readonly ReleaseEvent[] = [
  ...STORY,
  {
    id: 10,
    atMs: 65_000,
    kind: 'step-ended',
    step: 'build',
    type: 'build',
    state: 'failed',
    attempt: 2,
    problem: { code: 'BUILD_FAILED', message: 'npm run build ended with 1.' },
  },
  {
    id: 11,
    atMs: 66_000,
    kind: 'ended',
    outcome: 'failed',
    problem: { code: 'BUILD_FAILED', message: 'npm run build ended with 1.' },
  },
];

const PREVIEW: Preview = {
  environments: [
    {
      name: 'production',
      mode: 'approval',
      reason: 'more than words',
      change: {
        paths: ['a.txt'],
        pathCount: 2,
        linesAdded: 5,
        linesRemoved: 1,
        authors: ['dev@example.com'],
        authorCount: 1,
        takenAway: [],
        takenAwayCount: 0,
        message: '',
        branch: 'main',
        hoursSinceDeployment: null,
        failuresLately: 0,
      },
      gate: {
        approvals: 2,
        groups: [{ name: 'managers', members: [] }],
        excludedApprovers: ['dev@example.com'],
        expiresMs: 24 * HOUR_MS,
      },
      window: { open: false, reason: 'office-hours is closed.' },
      soakMs: 600_000,
      supersedes: [],
      problems: [],
    },
  ],
};
/** For pages that look at what a release would meet. */
export const SEEN = { preview: async () => PREVIEW };
