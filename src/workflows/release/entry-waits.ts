import { condition } from '@temporalio/workflow';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { scheduleWait, soakWait, type Wait, windowWait } from '../../domain/release/waiting.ts';
import { checkSoak, checkWindow } from '../shared/activity-stubs.ts';
import type { Approval } from './approval.ts';
import { endedByOthers, publishWait, type ReleaseContext } from './context.ts';
import { lookAgain } from './look-again.ts';
import {
  AGAIN,
  type Ended,
  next,
  rolledBack,
  type StageResult,
  superseded,
} from './stage-result.ts';

/** A closed window that never opens is looked at again now and then, should nobody tell. */
const CHECK_EVERY_MS = 24 * 3_600_000;

/** What a look found that keeps the release waiting. */
interface Blocked {
  readonly kind: 'blocked';
  readonly phase: 'soaking' | 'scheduled' | 'awaiting-window';
  readonly wait: Wait;
  /** When to look again at the latest, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** @param sinceMs when this wait began, in milliseconds since the Unix epoch */
type Look = (sinceMs: number) => Promise<Blocked | Ended | undefined>;

/**
 * Waits as long as the environment wants: until the release has soaked, until the instant that the
 * approvers chose, and until the windows are open. An override ends each of these waits.
 *
 * @param isClosed whether the windows were found closed, though the plan names none
 */
export async function waitBeforeDeploy(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
  isClosed: boolean,
): Promise<StageResult> {
  const interruption = watchForInterruption(environment, context);
  const looks: Look[] = [
    soakLook(environment, context),
    scheduleLook(environment, approval),
    windowLook(environment, context, isClosed),
  ];
  for (const look of looks) {
    const result = await waitUntilClear(look);
    if (result.kind !== 'next') return result;
  }
  return interruption() ?? next();

  async function waitUntilClear(look: Look): Promise<StageResult> {
    const sinceMs = Date.now();
    return lookAgain<StageResult>(context.signals, async (isWoken) => {
      const interrupted = interruption();
      if (interrupted) return interrupted;
      const found = await look(sinceMs);
      if (found?.kind !== 'blocked') return found ?? next();
      const { phase, wait, untilMs } = found;
      publishWait(context, phase, { environment: environment.name, wait });
      const summary = wait.sentence.slice(0, 180);
      const isOver = () => isWoken() || interruption() !== undefined;
      await condition(isOver, Math.max(1, untilMs - Date.now()), { summary });
      return undefined;
    });
  }
}

/** Tells how others have ended the waits of a release before it deploys; `undefined` while nobody has. */
function watchForInterruption({ name }: EnvironmentPlan, context: ReleaseContext) {
  const { signals } = context;
  const mode = signals.modeOf(name);
  return (): StageResult | undefined => {
    const ended = endedByOthers(name, context);
    if (ended) return ended;
    if (signals.overriddenBy(name) !== undefined) return next();
    return signals.modeOf(name) === mode ? undefined : AGAIN;
  };
}

/** The soak counts from the verification in the environment before, while the release is live there (E8). */
function soakLook(environment: EnvironmentPlan, { plan, input }: ReleaseContext): Look {
  const { name, soakMs = 0 } = environment;
  const previous = plan.environments[plan.environments.findIndex((e) => e.name === name) - 1]?.name;
  return async (sinceMs) => {
    if (soakMs === 0 || previous === undefined) return undefined;
    const asked = { service: plan.service, environment: name, previous, releaseId: input.id };
    const { replacedBy, wentBackTo, untilMs } = await checkSoak({ ...asked, soakMs });
    if (wentBackTo !== undefined) return rolledBack(previous, wentBackTo);
    if (replacedBy !== undefined) return superseded(replacedBy);
    if (untilMs <= Date.now()) return undefined;
    const wait = soakWait(name, { previous, untilMs }, sinceMs);
    return { kind: 'blocked', phase: 'soaking', wait, untilMs };
  };
}

function scheduleLook({ name }: EnvironmentPlan, { deployAfterMs: untilMs = 0 }: Approval): Look {
  return async (sinceMs) => {
    if (untilMs <= Date.now()) return undefined;
    const wait = scheduleWait(name, untilMs, sinceMs);
    return { kind: 'blocked', phase: 'scheduled', wait, untilMs };
  };
}

/** Continues by itself when the windows open, and looks again when somebody edits them. */
function windowLook(
  { name, windows = [] }: EnvironmentPlan,
  { plan }: ReleaseContext,
  isClosed: boolean,
): Look {
  return async (sinceMs) => {
    if (windows.length === 0 && !isClosed) return undefined;
    const window = await checkWindow({ service: plan.service, environment: name });
    if (window.open) return undefined;
    const wait = windowWait(name, window, sinceMs);
    const untilMs = window.nextOpenMs ?? Date.now() + CHECK_EVERY_MS;
    return { kind: 'blocked', phase: 'awaiting-window', wait, untilMs };
  };
}
