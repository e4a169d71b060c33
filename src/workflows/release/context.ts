import type { Plan } from '../../domain/plan/plan.ts';
import type { Artifact, ReleaseInput } from '../../domain/release/release.ts';
import type { RunDetails } from '../../domain/release/run-details.ts';
import type { AuditLog } from '../shared/audit-log.ts';
import type { LockHandle } from '../shared/lock.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';
import type { GateHandle } from './gate.ts';
import type { RolledBack } from './rolled-back.ts';
import type { ReleaseSignals } from './signals.ts';

/** What a release has with it when it enters an environment. */
export interface ReleaseContext {
  readonly input: ReleaseInput;
  readonly plan: Plan;
  readonly artifact: Artifact;
  readonly gate: GateHandle;
  readonly lock: LockHandle;
  readonly signals: ReleaseSignals;
  readonly auditLog: AuditLog;
  readonly publisher: StatusPublisher;
}

/** Whether this release was rolled back in an environment before this one: it goes no further (E11). */
export function rolledBackBefore(
  environment: string,
  { plan, signals }: Pick<ReleaseContext, 'plan' | 'signals'>,
): RolledBack | undefined {
  const names = plan.environments.map(({ name }) => name);
  return signals.rolledBackIn(names.slice(0, names.indexOf(environment)));
}

/** Says that it waits to enter an environment: as long as it does, people may order how it enters. */
export function publishWait(
  { signals, publisher }: Pick<ReleaseContext, 'signals' | 'publisher'>,
  phase: 'awaiting-approval' | 'soaking' | 'scheduled' | 'awaiting-window' | 'queued',
  about: Omit<RunDetails, 'summary'> & { readonly environment: string },
): void {
  signals.setContext({ environment: about.environment, isWaiting: true });
  publisher.publishPhase(phase, about);
}
