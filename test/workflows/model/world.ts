import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { createAssessPromotion } from '../../../src/activities/assess-promotion.ts';
import {
  createRecheckBeforeDeploy,
  createRecheckVoters,
} from '../../../src/activities/recheck-before-deploy.ts';
import { createPlanRollback } from '../../../src/activities/plan-rollback.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { createEnvironments } from '../../../src/temporal/environments.ts';
import { source } from '../../support/real-activities.ts';
import {
  type At,
  type Deployment,
  type Flaw,
  isClosed,
  newModelledService,
  nowOf,
  type ModelledService,
} from './modelled-service.ts';
import { requireRightToEnter, requireRightToGoBack } from './rights.ts';
import { planOf, type Setup } from './setup.ts';
import { goLive, type Site } from './site.ts';

/** All services of a run of the test, each with its own place, and what a worker does there. */
export function createWorld(client: Client) {
  const places = new Map<string, ModelledService>();
  const plans = new Map<string, Plan>();
  const environments = createEnvironments(client);
  const placeOf = (service: string) => places.get(service) as ModelledService;

  function add(service: string, setup: Setup): ModelledService {
    const place = newModelledService(service, setup);
    places.set(service, place);
    return place;
  }

  const checkWindow = async ({ service, environment }: At) => {
    const place = placeOf(service);
    const open = environment !== 'production' || !isClosed(place);
    return { environment, atMs: nowOf(place), open };
  };
  const activities = {
    planRelease: async ({ id, service, commit }: Plan & { id: string }) => {
      const setup = placeOf(service).releases.get(id)?.setup as Setup;
      const plan = planOf(setup, { service, commit });
      plans.set(plan.digest, plan);
      return plan;
    },
    build: async ({ commit }: Plan) => ({
      digest: bytesOf(commit),
      sizeBytes: 1,
      kind: 'directory',
    }),
    assessPromotion: (guidanceRequest: Parameters<ReturnType<typeof createAssessPromotion>>[0]) =>
      createAssessPromotion({
        environments,
        source,
        evaluate: () => ({ matches: false }),
        now: () => nowOf(placeOf(guidanceRequest.service)),
      })(guidanceRequest),
    checkWindow,
    recheckBeforeDeploy: (
      guidanceRequest: Parameters<ReturnType<typeof createRecheckBeforeDeploy>>[0],
    ) =>
      createRecheckBeforeDeploy({
        checkWindow,
        eligible: async ({ name }) => !placeOf(guidanceRequest.service).dismissed.has(name),
      })(guidanceRequest),
    recheckVoters: (guidanceRequest: Parameters<ReturnType<typeof createRecheckVoters>>[0]) => {
      const { workflowExecution } = Context.current().info;
      const place = [...places.values()].find(({ releases }) =>
        releases.has(workflowExecution?.workflowId ?? ''),
      );
      return createRecheckVoters({ eligible: async ({ name }) => !place?.dismissed.has(name) })(
        guidanceRequest,
      );
    },
    planRollback: createPlanRollback({
      environments,
      store: { getPlan: async (digest) => plans.get(digest) },
      serviceOf: () => undefined,
    }),
    deploy: (input: Deployment) => deploy(placeOf(input.service), input),
    verify: (input: Deployment) => verify(placeOf(input.service), input),
    watch: async ({ service, commit }: Deployment) => {
      const finding = isFlawed(placeOf(service), commit, ['watch']) ? 'failed' : 'passed';
      return { finding, sentence: `It was ${finding}.`, checks: [] };
    },
    probe: async ({ service, environment }: At) => {
      const { live } = siteOf(placeOf(service), environment);
      return { known: true, ...(live && { releaseId: live.releaseId }) };
    },
  };
  return { activities, add };
}

export type World = ReturnType<typeof createWorld>;

const bytesOf = (commit: string) => `sha256:${commit}`;

const siteOf = (place: ModelledService, environment: string): Site =>
  environment === 'staging' ? place.staging : place.production;

/** Does `work` as the only one there, or writes down that it was not. */
async function alone<T>(
  place: ModelledService,
  input: Deployment,
  work: (site: Site) => Promise<T>,
) {
  const site = siteOf(place, input.environment);
  if (site.busy !== undefined)
    place.broken.push(`${input.releaseId} is in ${input.environment} beside ${site.busy}`);
  site.busy = input.releaseId;
  try {
    return await work(site);
  } finally {
    site.busy = undefined;
  }
}

function deploy(place: ModelledService, input: Deployment) {
  return alone(place, input, async (site) => {
    const { releaseId, commit, environment, digest, log } = input;
    if (digest !== bytesOf(commit)) place.broken.push(`${releaseId} comes with other bytes`);
    // What was right to begin is right to go on with.
    if (Context.current().info.attempt === 1)
      if (log) requireRightToGoBack(place, input);
      else if (environment === 'production') requireRightToEnter(place, input);
    await takeTime(site);
    if (!log && environment === 'production') {
      site.entered.add(releaseId);
      if (isFlawed(place, commit, ['deploy']))
        throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
    }
    if (log) {
      site.rolledBack.add(log.releaseId);
      site.isClosed = true;
    }
    const [isBack, sinceMs] = [log !== undefined, nowOf(place)];
    goLive(site, { releaseId, commit, isBack, sinceMs, verifiedAtMs: undefined });
    return { switched: true };
  });
}

/** Waits while deployments are slow; a worker that stops, or a cancellation, ends it. */
async function takeTime({ slow }: Site): Promise<void> {
  if (!slow) return;
  const context = Context.current();
  const alive = setInterval(() => context.heartbeat(), 100);
  try {
    await Promise.race([slow.over, context.cancelled]);
  } catch (error) {
    if (context.cancellationDetails?.cancelRequested || context.cancellationDetails?.notFound)
      throw error;
    throw ApplicationFailure.retryable('The worker stopped.', 'WORKER_STOPPED');
  } finally {
    clearInterval(alive);
  }
}

function verify(place: ModelledService, input: Deployment) {
  return alone(place, input, async (site) => {
    const { commit, environment, log } = input;
    if (!log && environment === 'production') {
      if (isFlawed(place, commit, ['verify']))
        throw ApplicationFailure.nonRetryable('It is not well.', 'VERIFICATION_FAILED');
      if (isFlawed(place, commit, ['unclear']))
        throw ApplicationFailure.nonRetryable('Who knows?', 'VERIFICATION_INCONCLUSIVE');
    }
    if (site.live) site.live.verifiedAtMs = nowOf(place);
    return { verdict: 'passed' };
  });
}

/** Whether a commit has one of these flaws; it shows once only. */
function isFlawed(place: ModelledService, commit: string, flaws: readonly Flaw[]): boolean {
  const flaw = place.flaws.get(commit);
  if (!flaw || !flaws.includes(flaw)) return false;
  place.flaws.delete(commit);
  for (const deeds of place.releases.values()) if (deeds.commit === commit) deeds.hasFailed = true;
  return true;
}
