/** Why a release is not further: said by the workflow, the API and the page in the same words. */
import type { WindowState } from '../environment/deployment-window.ts';
import { BUILD_LOCK } from '../environment/environment.ts';
import type { Freeze } from '../environment/freeze.ts';
import { awaitsVotes, expiresAtMs, type Gate, gateState, isEscalated } from '../gate/gate.ts';
import type { GuidanceRequest } from './guidance.ts';
import type { Release, SoakWait } from './release.ts';

export interface Wait {
  readonly kind:
    | 'approval'
    | 'soak'
    | 'not-before'
    | 'window'
    | 'lock'
    | 'freeze'
    | 'worker'
    | 'guidance';
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  readonly untilMs?: number;
  /** Who can change it: names of people, groups, roles or releases. Empty: the role `approve`. */
  readonly who: readonly string[];
  /** One sentence for people. */
  readonly sentence: string;
}

/** The role of those who can end a wait that is over by itself: what was approved is not changed. */
const BREAKING_GLASS = ['override'];

/** Tells what a release waits for. Empty while it works, and when it has ended. */
export function waitingFor(release: Release): readonly Wait[] {
  const { phase, environment = '', sinceMs, gate, queuedBehind } = release;
  switch (phase) {
    case 'awaiting-approval':
      return gate && awaitsVotes(gate) ? [approvalWait(gate)] : [];
    case 'soaking':
      return release.soak ? [soakWait(environment, release.soak, sinceMs)] : [];
    case 'awaiting-window':
      return release.window
        ? [windowWait(environment, release.window, sinceMs)]
        : scheduleWaits(release);
    case 'awaiting-lock':
      return [queueWait(environment, queuedBehind, sinceMs, release.freeze)];
    case 'needs-guidance':
    case 'outcome-unknown':
      return release.guidanceRequest ? [guidanceWait(release.guidanceRequest)] : [];
    default:
      return workerWaits(release);
  }
}

/** Whether nobody needs to do anything, though somebody can. */
export function endsByItself(kind: Wait['kind']): boolean {
  return kind === 'soak' || kind === 'not-before';
}

/** What an open gate waits for. */
export function approvalWait(gate: Gate): Wait {
  const state = gateState(gate);
  const missing = state.kind === 'waiting' ? state.missing : 0;
  const groups =
    state.kind === 'waiting' && state.missingGroups.length > 0
      ? state.missingGroups
      : gate.policy.groups.map(({ name }) => name);
  const people = missing === 1 ? 'one approval' : `${missing} approvals`;
  const from = groups.length > 0 ? ` from ${groups.join(', ')}` : '';
  return {
    kind: 'approval',
    sinceMs: gate.openedAtMs,
    untilMs: expiresAtMs(gate),
    who: groups,
    sentence: `Waits for ${people}${from} to enter ${gate.environment}.`,
  };
}

/** The same gate when the escalation group may vote too. */
export function escalatedWait(gate: Gate, nowMs: number): Wait {
  const wait = approvalWait(gate);
  const { escalateTo } = gate.policy;
  if (!escalateTo || !isEscalated(gate, nowMs)) return wait;
  return { ...wait, who: [...wait.who, escalateTo.name] };
}

export function soakWait(
  environment: string,
  { previous, untilMs }: SoakWait,
  sinceMs: number,
): Wait {
  const sentence = `Stays in ${previous} until ${instant(untilMs)} before it enters ${environment}.`;
  return { kind: 'soak', sinceMs, untilMs, who: BREAKING_GLASS, sentence };
}

/** The approvers asked for a later instant. */
export function scheduleWait(environment: string, untilMs: number, sinceMs: number): Wait {
  const sentence = `Is approved to enter ${environment} not before ${instant(untilMs)}.`;
  return { kind: 'not-before', sinceMs, untilMs, who: BREAKING_GLASS, sentence };
}

function scheduleWaits({ environment = '', gate, sinceMs }: Release): readonly Wait[] {
  const state = gate && gateState(gate);
  const untilMs = state?.kind === 'approved' ? state.deployAfterMs : undefined;
  return untilMs === undefined ? [] : [scheduleWait(environment, untilMs, sinceMs)];
}

/** The calendars are closed. */
export function windowWait(environment: string, window: WindowState, sinceMs: number): Wait {
  const { reason = 'Its calendars are closed.', nextOpenMs } = window;
  const opens = nextOpenMs === undefined ? '' : ` It opens at ${instant(nextOpenMs)}.`;
  return {
    kind: 'window',
    sinceMs,
    ...(nextOpenMs !== undefined && { untilMs: nextOpenMs }),
    who: ['whoever edits the calendars of slipway.yaml', 'whoever has the role override'],
    sentence: `Waits until ${environment} may be entered. ${reason}${opens}`,
  };
}

/** What a release in the queue of an environment waits for. */
export function queueWait(
  environment: string,
  queuedBehind: readonly string[],
  sinceMs: number,
  freeze?: Freeze,
): Wait {
  if (freeze) {
    const sentence = `${environment} is held by ${freeze.by}: ${freeze.reason}`;
    return { kind: 'freeze', sinceMs, who: ['operate'], sentence };
  }
  const [holder, ...others] = queuedBehind;
  const rest = others.length > 0 ? ` and ${others.length} more` : '';
  return {
    kind: 'lock',
    sinceMs,
    who: queuedBehind,
    sentence: `Waits for ${holder ?? 'another release'}${rest} to ${environment === BUILD_LOCK ? 'be built' : `leave ${environment}`}.`,
  };
}

/** Every worker is busy, or none serves the queue of what comes next. */
function workerWaits({ steps }: Release): readonly Wait[] {
  const queued = steps.filter(({ state }) => state === 'queued');
  const [first] = queued;
  if (!first) return [];
  const names = queued.map(({ name }) => name).join(', ');
  return [
    {
      kind: 'worker',
      sinceMs: first.queuedAtMs,
      who: ['whoever runs the workers'],
      sentence: `Waits for a worker to run ${names}.`,
    },
  ];
}

/** What a release asks that does not know how to go on. */
export function guidanceWait(guidanceRequest: GuidanceRequest): Wait {
  const { environment, choices, problem, askedAtMs } = guidanceRequest;
  const [line = ''] = problem.message.split('\n', 1);
  return {
    kind: 'guidance',
    sinceMs: askedAtMs,
    who: ['operate'],
    sentence: `Asks how to go on in ${environment} (${choices.join(', ')}): ${line}`,
  };
}

/** RFC 3339 in UTC, to the minute where that is exact. */
function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/(:00)?\.\d+Z$/, 'Z');
}
