import type { GatePolicy } from '../../src/domain/gate/gate.ts';
import type { EnvironmentPlan, Plan } from '../../src/domain/plan/plan.ts';
import { PLAN, POLICY, PRODUCTION } from './plan.ts';

let services = 0;

/** A service of its own for each test, so that none sees what another deployed. */
export function newService(): string {
  services += 1;
  return `service-${services}`;
}

/** A worker whose plans have these environments, for whatever is asked for. */
export function planned(...environments: EnvironmentPlan[]) {
  return plannedWith({ environments });
}

export function plannedWith(more: Partial<Plan>) {
  return {
    planRelease: async ({ service, commit }: Plan) => ({ ...PLAN, service, commit, ...more }),
  };
}

/** Production, with a gate. */
export function gated(
  gate: Partial<GatePolicy> = {},
  more: Partial<EnvironmentPlan> = {},
): EnvironmentPlan {
  return { ...PRODUCTION, gate: { ...POLICY, ...gate }, ...more };
}

/** Production, where nobody is asked. */
export function open(more: Partial<EnvironmentPlan> = {}): EnvironmentPlan {
  const { gate: _, ...rest } = PRODUCTION;
  return { ...rest, mode: 'automatic', ...more };
}
