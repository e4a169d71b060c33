import type { WindowState } from '../../domain/environment/deployment-window.ts';
import { DEFAULT_GATE } from '../../domain/gate/gate.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type {
  PromotionAssessment,
  PromotionInput,
} from '../../domain/plan/promotion-assessment.ts';
import { releaseId } from '../../domain/release/release-id.ts';
import type { Engine } from '../engine.ts';
import type { Preview, PreviewedEnvironment, PreviewRequest } from './preview.ts';

/** The functions by which a release itself is promoted. */
export interface PreviewDependencies {
  readonly engine: Pick<Engine, 'existingRelease'>;
  /** @throws SlipwayError the failures of the source */
  assess(input: PromotionInput): Promise<PromotionAssessment>;
  /** The ids of the waiting releases that a release of this commit supersedes. */
  olderWaitingReleases(release: {
    readonly service: string;
    readonly repository: string;
    readonly environment: string;
    readonly commit: string;
    readonly releaseId: string;
  }): AsyncIterable<string>;
  windowOf(place: { service: string; environment: string }): Promise<WindowState>;
}

/** The fields of an approval request that exist only after a build; a preview gets no vote. */
const UNBUILT = { artifact: '', plan: '', nonce: '' };

/**
 * Makes the function that previews a release in every environment. It starts nothing, and writes
 * nothing but the mirror.
 *
 * @returns a function that throws SlipwayError NO_WORKER, and the failures of the source
 */
export function createPreview(dependencies: PreviewDependencies) {
  return async function preview(request: PreviewRequest): Promise<Preview> {
    const { service, commit } = request;
    const existingRelease = await dependencies.engine.existingRelease(service.service, commit);
    const id = existingRelease ?? releaseId(service.service, commit);
    const environments: PreviewedEnvironment[] = [];
    for (const plan of service.environments)
      environments.push(await previewEnvironment(dependencies, request, id, plan));
    return { ...(existingRelease !== undefined && { existingRelease }), environments };
  };
}

async function previewEnvironment(
  dependencies: PreviewDependencies,
  request: PreviewRequest,
  id: string,
  plan: EnvironmentPlan,
): Promise<PreviewedEnvironment> {
  const assessment = await dependencies.assess(promotionInput(request, id, plan));
  const supersedes = await supersededBy(dependencies, request, id, plan, assessment.mode);
  const { service } = request.service;
  const window = await dependencies.windowOf({ service, environment: plan.name });
  return previewedEnvironment(plan, assessment, { supersedes, window });
}

function promotionInput(request: PreviewRequest, id: string, plan: EnvironmentPlan) {
  const { service, commit, ref, author, startedBy } = request;
  const { name, promotion, mode, reason } = plan;
  return {
    release: { id, startedBy, author, ...(ref !== undefined && { ref }) },
    service: service.service,
    repository: service.repository,
    environment: name,
    commit,
    ...UNBUILT,
    mode,
    ...(promotion && { rules: promotion }),
    ...(reason !== undefined && { reason }),
  };
}

/** Only a release that was approved supersedes others. */
async function supersededBy(
  { olderWaitingReleases }: PreviewDependencies,
  { service: { service, repository }, commit }: PreviewRequest,
  id: string,
  { name, supersede }: EnvironmentPlan,
  mode: PromotionAssessment['mode'],
): Promise<readonly string[]> {
  if (mode !== 'approval' || supersede === 'never') return [];
  const release = { service, repository, environment: name, commit, releaseId: id };
  const ids: string[] = [];
  for await (const older of olderWaitingReleases(release)) ids.push(older);
  return ids;
}

function previewedEnvironment(
  { name, gate: policy = DEFAULT_GATE, soakMs }: EnvironmentPlan,
  assessment: PromotionAssessment,
  more: Pick<PreviewedEnvironment, 'supersedes' | 'window'>,
): PreviewedEnvironment {
  const { mode, reason, problems, change, excludedApprovers, newerLiveRelease, rollbackTo } =
    assessment;
  const { approvals, groups, expiresMs, selfApproval } = policy;
  const gate = {
    approvals,
    groups,
    excludedApprovers: selfApproval ? [] : excludedApprovers,
    expiresMs,
  };
  return {
    name,
    mode,
    ...(reason !== undefined && { reason }),
    ...(problems && { problems }),
    change,
    ...(mode === 'approval' && { gate }),
    ...(soakMs !== undefined && { soakMs }),
    ...(newerLiveRelease !== undefined && { newerLiveRelease }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    ...more,
  };
}
