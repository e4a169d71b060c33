import type { ServicePlan } from '../domain/plan.ts';
import { runStep, type StepDependencies } from './step.ts';
import { targetOf } from './targets/target-of.ts';

export interface ProbeInput {
  readonly service: string;
  readonly environment: string;
  /** The release that may have been deployed. */
  readonly releaseId: string;
}

export interface ProbeAnswer {
  /** Whether the target could tell. */
  readonly known: boolean;
  /** The release that is live, if there is one. */
  readonly releaseId?: string;
}

/** Asks a target which release is live. Only asks, so it may be repeated. @throws SECRET_MISSING */
export function createProbe(
  dependencies: StepDependencies & { serviceOf(name: string): ServicePlan | undefined },
) {
  return async function probe(input: ProbeInput): Promise<ProbeAnswer> {
    const { service, environment, releaseId } = input;
    const plan = dependencies
      .serviceOf(service)
      ?.environments.find(({ name }) => name === environment);
    if (!plan) return { known: false };
    const { target, secrets } = plan;
    return runStep(dependencies, { releaseId, about: environment, secrets }, async (context) => {
      const live = await targetOf(target).probe({ ...context, scratch: context.workspace.folder });
      // A folder without a `current` has nothing; a command that prints nothing may have failed.
      if (live === undefined) return { known: target.kind === 'directory' };
      return { known: true, releaseId: live };
    });
  };
}
