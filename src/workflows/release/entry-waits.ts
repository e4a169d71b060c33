import { condition } from '@temporalio/workflow';
import type { WindowState } from '../../domain/environment/deployment-window.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { scheduleWait, soakWait, type Wait, windowWait } from '../../domain/release/waiting.ts';
import { checkSoak, checkWindow } from '../shared/activity-stubs.ts';
import type { Approval } from './approval.ts';
import { publishWait, type ReleaseContext, rolledBackBefore } from './context.ts';
import { asRolledBack, type RolledBack } from './rolled-back.ts';

/** How the waiting before the lock ended. */
export type EntryWaitResult =
  | { readonly kind: 'open' }
  /** A person has switched how it is entered, so that it is asked again. */
  | { readonly kind: 'switched' }
  | { readonly kind: 'superseded'; readonly by: string }
  | RolledBack;

/** A closed window that never opens is looked at again now and then, should nobody tell. */
const CHECK_EVERY_MS = 24 * 3_600_000;

/**
 * Waits as long as the environment wants: until it has soaked, until the approvers wanted it, until
 * the windows are open. An override ends each of these waits.
 */
export async function waitBeforeDeploy(
  environment: EnvironmentPlan,
  passed: Approval & { readonly isClosed?: boolean },
  context: ReleaseContext,
): Promise<EntryWaitResult> {
  const { signals } = context;
  const mode = signals.modeOf(environment.name);
  const interruption = (): EntryWaitResult | undefined => {
    const by = signals.supersededBy(environment.name);
    if (by !== undefined) return { kind: 'superseded', by };
    const rolledBack = rolledBackBefore(environment.name, context);
    if (rolledBack) return rolledBack;
    if (signals.overriddenBy(environment.name) !== undefined) return { kind: 'open' };
    return signals.modeOf(environment.name) === mode ? undefined : { kind: 'switched' };
  };
  const waiter: Waiter = { environment, context, interruption };
  const soaked = await soak(waiter);
  if (soaked) return soaked;
  const due = await waitForApprovedInstant(waiter, passed.deployAfterMs);
  const opened = due ?? (await waitForWindow(waiter, passed.isClosed));
  return opened ?? interruption() ?? { kind: 'open' };
}

interface Waiter {
  readonly environment: EnvironmentPlan;
  readonly context: ReleaseContext;
  interruption(): EntryWaitResult | undefined;
}

/** Counts from the verification in the environment before, while it stays live there (E8). */
async function soak(waiter: Waiter): Promise<EntryWaitResult | undefined> {
  const { environment, context, interruption } = waiter;
  const { plan, input, signals } = context;
  const { name, soakMs = 0 } = environment;
  const previous = plan.environments[plan.environments.findIndex((e) => e.name === name) - 1]?.name;
  if (soakMs === 0 || previous === undefined) return undefined;
  const sinceMs = Date.now();
  for (;;) {
    if (interruption()) return interruption();
    const wakeUps = signals.wakeUps();
    const asked = { service: plan.service, environment: name, previous, releaseId: input.id };
    const soaked = await checkSoak({ ...asked, soakMs });
    const { replacedBy, untilMs } = soaked;
    if (replacedBy !== undefined)
      return asRolledBack(previous, soaked) ?? { kind: 'superseded', by: replacedBy };
    if (untilMs <= Date.now()) return undefined;
    const wait = soakWait(name, { previous, untilMs }, sinceMs);
    publishWait(context, 'soaking', { environment: name, wait });
    const isWoken = () => interruption() !== undefined || signals.wakeUps() !== wakeUps;
    await sleepUntil(untilMs, isWoken, wait);
  }
}

async function waitForApprovedInstant(
  { environment: { name }, context, interruption }: Waiter,
  deployAfterMs = 0,
): Promise<EntryWaitResult | undefined> {
  if (deployAfterMs <= Date.now()) return undefined;
  const wait = scheduleWait(name, deployAfterMs, Date.now());
  publishWait(context, 'scheduled', { environment: name, wait });
  await sleepUntil(deployAfterMs, () => interruption() !== undefined, wait);
  return interruption();
}

/**
 * Goes on by itself when the windows open, and looks again when somebody edits them.
 *
 * @param isClosed whether they were found closed, though the plan names none
 */
async function waitForWindow(
  waiter: Waiter,
  isClosed = false,
): Promise<EntryWaitResult | undefined> {
  const { environment, context, interruption } = waiter;
  const { name, windows = [] } = environment;
  const { plan, signals } = context;
  if (windows.length === 0 && !isClosed) return undefined;
  const sinceMs = Date.now();
  for (;;) {
    if (interruption()) return interruption();
    const wakeUps = signals.wakeUps();
    const window: WindowState = await checkWindow({ service: plan.service, environment: name });
    if (window.open) return undefined;
    const wait = windowWait(name, window, sinceMs);
    publishWait(context, 'awaiting-window', { environment: name, wait });
    const isWoken = () => interruption() !== undefined || signals.wakeUps() !== wakeUps;
    await sleepUntil(window.nextOpenMs ?? Date.now() + CHECK_EVERY_MS, isWoken, wait);
  }
}

async function sleepUntil(atMs: number, isWoken: () => boolean, { sentence }: Wait): Promise<void> {
  const summary = sentence.slice(0, 180);
  await condition(isWoken, Math.max(1, atMs - Date.now()), { summary });
}
