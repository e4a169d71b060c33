import { type EnvironmentState, lastVerified } from '../domain/environment/environment.ts';
import type { LiveRelease } from '../domain/environment/live-release.ts';
import type { RollbackInput } from '../domain/environment/rollback.ts';
import type { Verification } from '../domain/plan/pipeline.ts';
import type { EnvironmentPlan, Plan, ServicePlan } from '../domain/plan/plan.ts';
import type { Store } from '../store/store.ts';
import type { Environments } from './environment.ts';

export type PlannedRollback =
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'planned';
      readonly to: LiveRelease;
      /** As it was when the release was deployed there. */
      readonly environment: EnvironmentPlan;
      readonly verifications: readonly Verification[];
      readonly repository: string;
      readonly heartbeatMs: number;
    };

export interface RollbackDependencies {
  readonly environments: Pick<Environments, 'state'>;
  readonly store: Pick<Store, 'getPlan'>;
  serviceOf(name: string): ServicePlan | undefined;
}

/**
 * Finds what a rollback brings back, and how it was deployed then: a pipeline or a configuration
 * that changed since does not matter. Only reads; may be repeated.
 */
export function createPlanRollback({ environments, store, serviceOf }: RollbackDependencies) {
  return async function planRollback(input: RollbackInput): Promise<PlannedRollback> {
    const { service, environment: name } = input;
    const state = await environments.state(service, name);
    const to = state && rollbackReleaseOf(state, input);
    if (to === undefined || typeof to === 'string') return { kind: 'nothing', why: to ?? NEVER };
    const plan = to.plan === undefined ? undefined : await store.getPlan(to.plan);
    const now = serviceOf(service);
    const environment = placeOf(plan, name) ?? placeOf(now, name);
    const repository = plan?.repository ?? now?.repository;
    if (!environment || repository === undefined)
      return {
        kind: 'nothing',
        why: `The plan of ${to.releaseId} is no longer stored, so it cannot be deployed again.`,
      };
    return {
      kind: 'planned',
      to,
      environment,
      verifications: plan?.pipeline.verify ?? [],
      repository,
      heartbeatMs: plan?.heartbeatMs ?? now?.heartbeatMs ?? 15_000,
    };
  };
}

const NEVER = 'Nothing was ever deployed there.';

/** @returns the release to bring back, or why there is none */
function rollbackReleaseOf(
  state: EnvironmentState,
  { from, to, environment }: RollbackInput,
): LiveRelease | string {
  const { live, history } = state;
  // A release that is not live any more has nothing to be rolled back.
  if (live?.releaseId !== from)
    return `${live?.releaseId ?? 'Nothing'} is live now instead of ${from}.`;
  if (to === undefined)
    return lastVerified(state) ?? `${environment} has no earlier verified release.`;
  const known = history.find(({ releaseId, verified }) => releaseId === to && verified);
  return known ?? `${to} is not among the verified releases of ${environment}.`;
}

function placeOf(
  plan: Pick<Plan, 'environments'> | undefined,
  environment: string,
): EnvironmentPlan | undefined {
  return plan?.environments.find(({ name }) => name === environment);
}
