import type { LiveRelease } from '../domain/environment/live-release.ts';
import { type RollbackInput, rollbackRelease } from '../domain/environment/rollback.ts';
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
 * Finds the release that a rollback deploys, and how it was deployed: it does not matter whether the
 * pipeline or the configuration has changed since. Only reads; may be repeated.
 */
export function createPlanRollback({ environments, store, serviceOf }: RollbackDependencies) {
  return async function planRollback(input: RollbackInput): Promise<PlannedRollback> {
    const { service, environment: name } = input;
    const choice = rollbackRelease(await environments.state(service, name), input);
    if (choice.refused !== undefined) return { kind: 'nothing', why: choice.refused };
    const to = choice.release;
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

function placeOf(
  plan: Pick<Plan, 'environments'> | undefined,
  environment: string,
): EnvironmentPlan | undefined {
  return plan?.environments.find(({ name }) => name === environment);
}
