/** The waits of a release: the same sentences in Temporal's UI, the API and the page. */
import type { WindowState } from '../environment/deployment-window.ts';
import { namedEnvironment } from '../environment/environment.ts';
import type { Freezes } from '../environment/freeze.ts';
import { awaitsVotes, expiresAtMs, type Gate, gateState, isEscalated } from '../gate/gate.ts';
import { anyOf, listed } from '../listed.ts';
import type { CanAct } from './can-act.ts';
import type { FailedStage, GuidanceRequest } from './guidance.ts';
import type { Release, SoakWait } from './release.ts';

export interface Wait {
  readonly kind:
    | 'approval'
    | 'soak'
    | 'schedule'
    | 'window'
    | 'queue'
    | 'freeze'
    | 'worker'
    | 'guidance';
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  readonly untilMs?: number;
  /** The users, groups, role or releases that can end it. */
  readonly canAct: CanAct;
  /** One sentence for users. */
  readonly sentence: string;
}

const OVERRIDE: CanAct = { role: 'override' };
const OPERATE: CanAct = { role: 'operate' };

/**
 * The waits of a release. Empty while it works, and when it has ended.
 *
 * @param nowMs after the escalation of a gate more users may vote
 */
export function waitingFor(release: Release, nowMs: number): readonly Wait[] {
  const { phase, environment = '', sinceMs, gate, queuedBehind } = release;
  switch (phase) {
    case 'awaiting-approval':
      return gate && awaitsVotes(gate) ? [escalatedWait(gate, nowMs)] : [];
    case 'soaking':
      return release.soak ? [soakWait(environment, release.soak, sinceMs)] : [];
    case 'awaiting-window':
      return release.window ? [windowWait(environment, release.window, sinceMs)] : [];
    case 'scheduled':
      return scheduleWaits(release);
    case 'queued':
      return [queueWait(release.environment, queuedBehind, sinceMs, release.freezes)];
    case 'awaiting-guidance':
      return release.guidanceRequest ? [guidanceWait(release.guidanceRequest)] : [];
    default:
      return workerWaits(release);
  }
}

/** The wait of an open gate. */
export function approvalWait(gate: Gate): Wait {
  const state = gateState(gate);
  const missing = state.kind === 'waiting' ? state.missing : 0;
  const groups =
    state.kind === 'waiting' && state.missingGroups.length > 0
      ? state.missingGroups
      : gate.policy.groups.map(({ name }) => name);
  const approvals = missing === 1 ? '1 approval' : `${missing} approvals`;
  const each = missing > 1 && groups.length > 1 ? ', one each from' : ' from';
  const from = groups.length > 0 ? `${each} ${listed(groups)}` : '';
  return {
    kind: 'approval',
    sinceMs: gate.openedAtMs,
    untilMs: expiresAtMs(gate),
    canAct: groups.length > 0 ? { groups } : { role: 'approve' },
    sentence: `Waiting for ${approvals}${from}${each === ', one each from' && groups.length > 0 ? ',' : ''} to deploy to ${gate.environment}.`,
  };
}

/** The same gate when the escalation group may vote too. */
export function escalatedWait(gate: Gate, nowMs: number): Wait {
  const wait = approvalWait(gate);
  const { escalateTo } = gate.policy;
  if (!escalateTo || !isEscalated(gate, nowMs)) return wait;
  const { groups } = wait.canAct;
  // Where everyone with the role may vote, the members of the group may already.
  return groups ? { ...wait, canAct: { groups: [...groups, escalateTo.name] } } : wait;
}

export function soakWait(
  environment: string,
  { previous, untilMs }: SoakWait,
  sinceMs: number,
): Wait {
  const sentence = `Soaking in ${previous} before it is deployed to ${environment}.`;
  return { kind: 'soak', sinceMs, untilMs, canAct: OVERRIDE, sentence };
}

/** The approvers have chosen a later instant. */
export function scheduleWait(environment: string, untilMs: number, sinceMs: number): Wait {
  const sentence = `Approved. Scheduled for deployment to ${environment}.`;
  return { kind: 'schedule', sinceMs, untilMs, canAct: OVERRIDE, sentence };
}

function scheduleWaits({ environment = '', gate, sinceMs }: Release): readonly Wait[] {
  const state = gate && gateState(gate);
  const untilMs = state?.kind === 'approved' ? state.deployAfterMs : undefined;
  return untilMs === undefined ? [] : [scheduleWait(environment, untilMs, sinceMs)];
}

/** The windows are closed. */
export function windowWait(environment: string, window: WindowState, sinceMs: number): Wait {
  const { reason = 'No deployment window is open.', nextOpenMs } = window;
  return {
    kind: 'window',
    sinceMs,
    ...(nextOpenMs !== undefined && { untilMs: nextOpenMs }),
    canAct: OVERRIDE,
    sentence: `Outside the deployment window of ${environment}: ${reason}`,
  };
}

/** The wait in the queue of an environment, or for the build. */
export function queueWait(
  environment: string | undefined,
  queuedBehind: readonly string[],
  sinceMs: number,
  freezes: Freezes = [],
): Wait {
  const [freeze] = freezes;
  if (freeze) {
    const sentence = `${environment} is frozen by ${freeze.by}: ${freeze.reason}`;
    return { kind: 'freeze', sinceMs, canAct: OPERATE, sentence };
  }
  const [holder = 'another release', ...others] = queuedBehind;
  const rest = others.length > 0 ? ` and ${others.length} more` : '';
  const place = namedEnvironment(environment) ?? 'the build';
  return {
    kind: 'queue',
    sinceMs,
    canAct: { releases: queuedBehind },
    sentence: `Queued for ${place} behind ${holder}${rest}.`,
  };
}

/** Every worker is busy, or none serves the queue of the next step. */
function workerWaits({ steps }: Release): readonly Wait[] {
  const queued = steps.filter(({ state }) => state === 'queued');
  const [first] = queued;
  if (!first) return [];
  const names = queued.map(({ name }) => name).join(', ');
  return [
    {
      kind: 'worker',
      sinceMs: first.queuedAtMs,
      canAct: {},
      sentence: `Waiting for a worker to run ${names}.`,
    },
  ];
}

/** The wait for the response to a guidance request. */
export function guidanceWait(guidanceRequest: GuidanceRequest): Wait {
  const { environment, choices, problem, askedAtMs, isUnknown, failedStage } = guidanceRequest;
  const [line = ''] = problem.message.split('\n', 1);
  const options = anyOf(choices);
  return {
    kind: 'guidance',
    sinceMs: askedAtMs,
    canAct: OPERATE,
    sentence: isUnknown
      ? `It is unknown which release is live in ${environment}: ${line} Check the target, then choose ${options}.`
      : `${FAILED[failedStage]} failed in ${environment}: ${line} Choose ${options}.`,
  };
}

const FAILED: Record<FailedStage, string> = {
  deploy: 'Deployment',
  verify: 'Verification',
  watch: 'Watch',
  rollback: 'Rollback',
};
