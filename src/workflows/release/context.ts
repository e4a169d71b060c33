import type { Plan } from '../../domain/plan/plan.ts';
import type { Artifact, ReleaseInput } from '../../domain/release/release.ts';
import type { RunDetails } from '../shared/run-details.ts';
import type { LockHandle } from '../shared/lock.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';
import type { GateHandle } from './gate.ts';
import type { ReleaseSignals } from './signals.ts';
import { type Ended, rolledBack, superseded } from './stage-result.ts';

/** What a release has from its start. */
export interface RunContext {
  readonly input: ReleaseInput;
  readonly gate: GateHandle;
  readonly lock: LockHandle;
  readonly signals: ReleaseSignals;
  readonly publisher: StatusPublisher;
}

/** What a release has when it is promoted to an environment. */
export interface ReleaseContext extends RunContext {
  readonly plan: Plan;
  readonly artifact: Artifact;
}

/** How others have ended this release while it waits to enter an environment. */
export function endedByOthers(
  environment: string,
  context: Pick<ReleaseContext, 'plan' | 'signals'>,
): Ended | undefined {
  const by = context.signals.supersededBy(environment);
  return by === undefined ? rolledBackBefore(environment, context) : superseded(by);
}

/** How this release ended by a rollback of an environment before this one (E11). */
export function rolledBackBefore(
  environment: string,
  { plan, signals }: Pick<ReleaseContext, 'plan' | 'signals'>,
): Ended | undefined {
  const names = plan.environments.map(({ name }) => name);
  const rollback = signals.rollbackOf(names.slice(0, names.indexOf(environment)));
  return rollback && rolledBack(rollback.environment, rollback.to);
}

/** Publishes a wait to enter an environment. As long as it lasts, users may change how it is entered. */
export function publishWait(
  { signals, publisher }: Pick<ReleaseContext, 'signals' | 'publisher'>,
  phase: 'awaiting-approval' | 'soaking' | 'scheduled' | 'awaiting-window' | 'queued',
  about: Omit<RunDetails, 'summary'> & { readonly environment: string },
): void {
  signals.setContext({ environment: about.environment, isWaiting: true });
  publisher.publishPhase(phase, about);
}
