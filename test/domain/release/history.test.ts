import { describe, expect, it } from 'vitest';
import type { ReleaseEvent, ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { releaseFromEvents } from '../../../src/domain/release/history.ts';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

const MANIFEST = {
  releaseId: INPUT.id,
  service: 'hello',
  environment: 'production',
  commit: INPUT.commit,
  artifact: 'sha256:a',
  plan: PLAN.digest,
  live: null,
  nonce: 'run',
  digest: 'sha256:m',
};
const history = (...happenings: ReleaseEventBody[]) =>
  releaseFromEvents(
    happenings.map((happening, i): ReleaseEvent => ({
      ...happening,
      id: i + 1,
      atMs: (i + 1) * 1_000,
    })),
  );

const STARTED: ReleaseEventBody[] = [
  { kind: 'started', input: INPUT },
  { kind: 'planned', plan: PLAN },
  { kind: 'step-queued', activityId: '1', type: 'build', step: 'build' },
];
const BUILT: ReleaseEventBody = {
  kind: 'step-ended',
  step: 'build',
  type: 'build',
  state: 'passed',
  attempt: 2,
  artifact: { digest: 'sha256:a', sizeBytes: 7, kind: 'directory' },
};
const AT_GATE: ReleaseEventBody[] = [
  ...STARTED,
  BUILT,
  {
    kind: 'promotion-decided',
    mode: 'approval',
    approvalRequest: MANIFEST,
    excludedApprovers: ['dev@example.com'],
    openedAtMs: 5_000,
  },
];
const vote = (by: string, approvalRequest = 'sha256:m'): ReleaseEventBody => ({
  kind: 'voted',
  vote: { voteId: by, by, verdict: 'approve', approvalRequest, atMs: 6_000, signed: true },
});
const forLater = (happening: ReleaseEventBody, deployAfterMs: number): ReleaseEventBody =>
  happening.kind === 'voted'
    ? { ...happening, vote: { ...happening.vote, deployAfterMs } }
    : happening;

describe('tell', () => {
  it('knows nothing of a release that has not started', () => {
    expect(releaseFromEvents([])).toBeUndefined();
  });
  it('shows a running step, since when it was wanted, and when a worker began it', () => {
    const queued = history(...STARTED);
    expect(queued).toMatchObject({
      phase: 'building',
      steps: [{ name: 'build', state: 'running', queuedAtMs: 3_000 }],
    });
    expect(queued?.steps[0]).not.toHaveProperty('startedAtMs');
    expect(history(...STARTED, { kind: 'step-started', step: 'build', attempt: 2 })).toMatchObject({
      steps: [{ state: 'running', queuedAtMs: 3_000, startedAtMs: 4_000, attempt: 2 }],
    });
  });
  it('shows a step that no worker has begun, and waits for one as long as that is so', () => {
    const waiting = history(...STARTED, { kind: 'step-waiting', step: 'build' });
    expect(waiting).toMatchObject({ phase: 'building', steps: [{ state: 'queued' }] });
    expect(waitingFor(waiting as never, Date.now())).toMatchObject([
      { kind: 'worker', sinceMs: 3_000, sentence: 'Waiting for a worker to run build.' },
    ]);
    expect(waitingFor(history(...STARTED, BUILT) as never, Date.now())).toEqual([]);
  });
  it('shows what was built, and by which attempt', () => {
    expect(history(...STARTED, BUILT)).toMatchObject({
      artifact: { digest: 'sha256:a', sizeBytes: 7 },
      steps: [{ name: 'build', state: 'passed', attempt: 2, endedAtMs: 4_000 }],
    });
  });
  it('G3 a release at its gate shows the approval request that a vote must name', () => {
    expect(history(...AT_GATE)).toMatchObject({
      phase: 'awaiting-approval',
      environment: 'production',
      gate: { approvalRequest: MANIFEST },
    });
  });
  it('G14 a vote that comes too late does not say that it waits for another', () => {
    const later = forLater(vote('ben'), 1_000_000);
    const deploying: ReleaseEventBody = { kind: 'entered', environment: 'production' };
    expect(history(...AT_GATE, later)?.phase).toBe('scheduled');
    expect(history(...AT_GATE, later, deploying, vote('cid'))?.phase).toBe('deploying');
    // Nobody had decided: it was let in by an override.
    expect(history(...AT_GATE, deploying, later)?.phase).toBe('deploying');
  });
  it('G15 shows that nobody is asked after an override', () => {
    const intervention = {
      kind: 'override',
      interventionId: 'o-1',
      by: 'zoe',
      atMs: 6_000,
      environment: 'production',
      runId: 'run',
      reason: 'fire',
      signed: true,
    } as const;
    const letIn = [...AT_GATE, { kind: 'intervention', intervention } as const];
    expect(waitingFor(history(...letIn) as never, Date.now())).toEqual([]);
    const release = history(...letIn, vote('ben'));
    expect(release?.votes).toMatchObject([{ counted: false, refused: 'GATE_CLOSED' }]);
    // It finds something else live when it comes in.
    const inside: ReleaseEventBody = { kind: 'entered', environment: 'production' };
    const approvalRequest = { ...MANIFEST, live: 'hello-2', digest: 'sha256:n' };
    const approached: ReleaseEventBody = {
      kind: 'promotion-decided',
      mode: 'approval',
      approvalRequest,
      excludedApprovers: [],
      openedAtMs: 9_000,
    };
    expect(history(...letIn, inside, approached)?.phase).toBe('deploying');
    expect(history(...AT_GATE, inside, approached)?.phase).toBe('awaiting-approval');
  });
  it('G14 waits for the instant that an approver wanted when it has soaked before that', () => {
    const soaking = (untilMs: number): ReleaseEventBody => ({
      kind: 'soaking',
      environment: 'production',
      previous: 'staging',
      untilMs,
    });
    const approved = [...AT_GATE, forLater(vote('ben'), 1_000_000), soaking(500_000)];
    expect(history(...approved)?.phase).toBe('soaking');
    expect(history(...approved, soaking(7_500))?.phase).toBe('scheduled');
    expect(history(...AT_GATE, vote('ben'), soaking(6_500))?.phase).toBe('awaiting-approval');
  });
  it('G17 goes on to wait for that instant when it is asked again and is approved already', () => {
    const approached: ReleaseEventBody = {
      kind: 'promotion-decided',
      mode: 'approval',
      approvalRequest: MANIFEST,
      excludedApprovers: [],
      openedAtMs: 5_000,
    };
    const later = forLater(vote('ben'), 1_000_000);
    expect(history(...STARTED, BUILT, approached)?.phase).toBe('awaiting-approval');
    expect(history(...STARTED, BUILT, approached, later, approached)?.phase).toBe('scheduled');
  });
  it('G16 shows refused votes beside those that count', () => {
    const release = history(
      ...AT_GATE,
      vote('eve', 'sha256:other'),
      vote('dev@example.com'),
      vote('ben'),
    );
    expect(release?.votes.map(({ by, counted, refused }) => [by, counted, refused])).toEqual([
      ['eve', false, 'APPROVAL_REQUEST_CHANGED'],
      ['dev@example.com', false, 'SELF_APPROVAL'],
      ['ben', true, undefined],
    ]);
  });
  it('E1 shows whom a release waits for in the queue of an environment', () => {
    const release = history(...STARTED, BUILT, {
      kind: 'queued',
      environment: 'staging',
      queuedBehind: ['x'],
    });
    expect(release).toMatchObject({ phase: 'queued', queuedBehind: ['x'] });
    expect(waitingFor(release!, Date.now())[0]?.sentence).toBe('Queued for staging behind x.');
  });
  it('shows a failed step with its problem, and that the release failed of it', () => {
    const problem = { code: 'BUILD_FAILED', message: 'exit 1' } as const;
    const release = history(
      ...STARTED,
      { kind: 'step-ended', step: 'build', type: 'build', state: 'failed', attempt: 1, problem },
      { kind: 'ended', outcome: 'failed', problem },
    );
    expect(release).toMatchObject({
      phase: 'done',
      outcome: 'failed',
      problem,
      steps: [{ state: 'failed', problem }],
    });
  });
  it('shows a step as cancelled that was still running at the end', () => {
    expect(history(...STARTED, { kind: 'ended', outcome: 'cancelled' })?.steps[0]?.state).toBe(
      'cancelled',
    );
  });
  it('tells who asked to cancel, and why', () => {
    expect(
      history(...STARTED, { kind: 'cancel-requested', by: 'ana', reason: 'typo' })?.cancel,
    ).toEqual({
      by: 'ana',
      reason: 'typo',
      atMs: 4_000,
    });
  });
});

describe('waitingFor', () => {
  it('says what, since when, until when and who', () => {
    expect(waitingFor(history(...AT_GATE)!, Date.now())).toEqual([
      {
        kind: 'approval',
        sinceMs: 5_000,
        untilMs: 5_000 + 7 * 86_400_000,
        canAct: { role: 'approve' },
        sentence: 'Waiting for 1 approval to deploy to production.',
      },
    ]);
  });
  it('asks for no approval any more once the gate is decided', () => {
    expect(waitingFor(history(...AT_GATE, vote('ben'))!, Date.now())).toEqual([]);
  });
  it('is empty while the release works', () => {
    expect(waitingFor(history(...STARTED)!, Date.now())).toEqual([]);
  });
});
