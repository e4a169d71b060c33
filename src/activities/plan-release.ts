import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { Pipeline, Plan, ServicePlan } from '../domain/plan.ts';
import type { ReleaseInput } from '../domain/release.ts';
import type { Source } from '../source/source.ts';
import { inCatalogue } from './failure.ts';

export interface PlanDependencies {
  readonly source: Source;
  serviceOf(name: string): ServicePlan | undefined;
  /** The key that the API signs votes by, or `undefined` before an API has started. */
  voteKey(): Promise<string | undefined>;
  /** @throws SlipwayError PIPELINE_INVALID */
  readPipeline(text: string): Pipeline;
}

/**
 * Reads the plan of a release at its commit. Only reads, so it may be repeated.
 *
 * @throws VOTE_KEY_UNKNOWN, SERVICE_NOT_FOUND, PIPELINE_MISSING, PIPELINE_INVALID, and what the source says
 */
export function createPlanRelease({ source, serviceOf, voteKey, readPipeline }: PlanDependencies) {
  return async function planRelease(input: ReleaseInput): Promise<Plan> {
    return inCatalogue(async () => {
      // Who can start runs in Temporal could bring a key of their own, and sign votes by it.
      if (input.voteKey !== (await voteKey()))
        throw new SlipwayError('VOTE_KEY_UNKNOWN', 'The API does not sign votes by this key.');
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
      return freeze(service, input, readPipeline(text));
    });
  };
}

function freeze(service: ServicePlan, input: ReleaseInput, pipeline: Pipeline): Plan {
  const { branches: _, ...kept } = service;
  const { commit, author, subject } = input;
  const plan = { ...kept, commit, author, subject, pipeline };
  checkAddresses(plan);
  return { ...plan, digest: `sha256:${sha256(canonicalJson(plan))}` };
}

/** A check over HTTP needs an address, which only the operator's file can give. */
function checkAddresses({ environments, pipeline, service }: Omit<Plan, 'digest'>): void {
  const check = pipeline.verify.find(({ kind }) => kind === 'http');
  const place = environments.find(({ url }) => url === undefined);
  if (!check || !place) return;
  throw new SlipwayError(
    'CONFIG_INVALID',
    `pipeline.yaml verifies ${check.name} over HTTP, but services.${service}.environments.${place.name} has no url.`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
