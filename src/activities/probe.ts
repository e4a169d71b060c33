import type { ServicePlan } from '../domain/plan/plan.ts';
import { runStep, type StepDependencies } from './step.ts';
import { targetOf } from './targets/target-of.ts';
import type { Deployment, Probed } from './targets/target.ts';

/** The release that may have been deployed, and where. */
export type ProbeInput = Omit<Deployment, 'url'>;

/** Asks a target which release is live. Only asks, so it may be repeated. @throws SECRET_MISSING */
export function createProbe(
  dependencies: StepDependencies & { serviceOf(name: string): ServicePlan | undefined },
) {
  return async function probe(input: ProbeInput): Promise<Probed> {
    const { service, environment, releaseId } = input;
    const plan = dependencies
      .serviceOf(service)
      ?.environments.find(({ name }) => name === environment);
    if (!plan) return { known: false };
    const { target, secrets, url } = plan;
    const deployment = { ...input, ...(url !== undefined && { url }) };
    return runStep(dependencies, { releaseId, about: environment, secrets }, async (context) => {
      const found = await targetOf(target).probe(deployment, {
        ...context,
        scratch: context.workspace.folder,
      });
      // A command that prints nothing may also be one of which the first half has failed.
      const isSilent = target.kind === 'command' && found.releaseId === undefined;
      return isSilent ? { known: false } : found;
    });
  };
}
