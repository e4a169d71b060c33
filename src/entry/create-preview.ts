import { type ApproachDependencies, createLook } from '../activities/assess-promotion.ts';
import { newerLiveRelease } from '../activities/supersede-older.ts';
import type { Engine } from '../api/engine.ts';
import type { Preview, PreviewedEnvironment, PreviewRequest } from '../api/releases/preview.ts';
import type { WindowState } from '../domain/environment/deployment-window.ts';
import { DEFAULT_GATE } from '../domain/gate/gate.ts';
import type { EnvironmentPlan } from '../domain/plan/plan.ts';
import { releaseId } from '../domain/release/release-id.ts';

export interface PreviewDependencies extends Pick<ApproachDependencies, 'source' | 'evaluate'> {
  readonly engine: Pick<Engine, 'environment' | 'existingRelease' | 'waiting'>;
  windowOf(place: { service: string; environment: string }): Promise<WindowState>;
}

/** What does not exist before there is a build, and what nobody votes on. */
const UNBUILT = { artifact: '', plan: '', nonce: '' };

/**
 * Makes the function that looks what a release would meet on its way, by the same functions by
 * which a release finds its way. It starts nothing and writes nothing but the mirror.
 *
 * @returns a function that throws SlipwayError NO_WORKER, and what the source says
 */
export function createPreview(dependencies: PreviewDependencies) {
  const { engine, source, evaluate } = dependencies;
  const environments = {
    state: (service: string, name: string) => engine.environment(service, name),
  };
  const look = createLook({ environments, source, evaluate });
  return async function preview(request: PreviewRequest): Promise<Preview> {
    const { service, commit } = request;
    const existingRelease = await engine.existingRelease(service.service, commit);
    const id = existingRelease ?? releaseId(service.service, commit);
    const places: PreviewedEnvironment[] = [];
    for (const plan of service.environments) {
      const found = await look(questionOf(request, id, plan));
      const supersedes = await supersededBy(dependencies, request, id, plan, found.mode);
      const window = await dependencies.windowOf({
        service: service.service,
        environment: plan.name,
      });
      places.push(placeOf(plan, found, { supersedes, window }));
    }
    return { ...(existingRelease !== undefined && { existingRelease }), environments: places };
  };
}

type Found = Awaited<ReturnType<ReturnType<typeof createLook>>>;

function questionOf(request: PreviewRequest, id: string, plan: EnvironmentPlan) {
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

/** Only a release that people let in supersedes others. */
async function supersededBy(
  { engine, source }: PreviewDependencies,
  { service, commit }: PreviewRequest,
  id: string,
  { name, supersede }: EnvironmentPlan,
  mode: Found['mode'],
): Promise<readonly string[]> {
  if (mode !== 'approval' || supersede === 'never') return [];
  const { service: called, repository } = service;
  const successor = { service: called, repository, environment: name, commit, releaseId: id };
  const waiting = { list: (of: string, place: string) => engine.waiting(of, place) };
  const ids: string[] = [];
  for await (const older of newerLiveRelease({ waiting, source }, successor)) ids.push(older);
  return ids;
}

function placeOf(
  { name, gate: policy = DEFAULT_GATE, soakMs }: EnvironmentPlan,
  { mode, reason, problems, change, excludedApprovers, newerLiveRelease: newer, rollbackTo }: Found,
  more: Pick<PreviewedEnvironment, 'supersedes' | 'window'>,
): PreviewedEnvironment {
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
    ...(newer !== undefined && { newerLiveRelease: newer }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    ...more,
  };
}
