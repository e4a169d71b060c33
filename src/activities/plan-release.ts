import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { SlipwayError } from '../domain/errors.ts';
import { missingAddress } from '../domain/plan/addresses.ts';
import type { Pipeline } from '../domain/plan/pipeline.ts';
import type { Plan, ServicePlan } from '../domain/plan/plan.ts';
import type { ReleaseInput } from '../domain/release/release.ts';
import type { Source } from '../source/source.ts';
import type { Store } from '../store/store.ts';
import { inCatalogue } from './failure.ts';

export interface PlanDependencies {
  readonly source: Source;
  readonly store: Pick<Store, 'putPlan'>;
  serviceOf(name: string): ServicePlan | undefined;
  /** The key that the API signs votes by, or `undefined` before an API has started. */
  voteKey(): Promise<string | undefined>;
  /** @throws SlipwayError PIPELINE_INVALID */
  readPipeline(text: string): Pipeline;
}

/**
 * Reads the plan of a release at its commit, and keeps it in the store. May be repeated.
 *
 * @throws SIGNING_KEY_UNKNOWN, SERVICE_NOT_FOUND, PIPELINE_MISSING, PIPELINE_INVALID, and what the source says
 */
export function createPlanRelease(dependencies: PlanDependencies) {
  const { source, store, serviceOf, voteKey, readPipeline } = dependencies;
  return async function planRelease(input: ReleaseInput): Promise<Plan> {
    return inCatalogue(async () => {
      // Who can start runs in Temporal could bring a key of their own, and sign votes by it.
      if (input.voteKey !== (await voteKey()))
        throw new SlipwayError(
          'SIGNING_KEY_UNKNOWN',
          'This release was started with a signing key that the API does not have.',
        );
      const service = serviceOf(input.service);
      if (!service)
        throw new SlipwayError(
          'SERVICE_NOT_FOUND',
          `slipway.yaml has no service ${input.service}.`,
        );
      const at = { repository: service.repository, commit: input.commit };
      await source.ensure(at);
      const text = await source.readFile({ ...at, path: 'pipeline.yaml' });
      if (text === undefined)
        throw new SlipwayError('PIPELINE_MISSING', `${input.commit} has no pipeline.yaml.`);
      const plan = freeze(service, input, readPipeline(text));
      await store.putPlan(plan);
      return plan;
    });
  };
}

function freeze(service: ServicePlan, input: ReleaseInput, pipeline: Pipeline): Plan {
  const { branches: _, trigger: __, notifications: ___, ...kept } = service;
  const { commit, author, subject } = input;
  const plan = { ...kept, commit, author, subject, pipeline };
  checkAddresses(plan);
  return { ...plan, digest: `sha256:${sha256(canonicalJson(plan))}` };
}

/** A check over the network needs an address, which only the operator's file can give. */
function checkAddresses(plan: Omit<Plan, 'digest'>): void {
  const missing = missingAddress(plan);
  if (missing) throw new SlipwayError('CONFIG_INVALID', missing);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
