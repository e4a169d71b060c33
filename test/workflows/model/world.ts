import type { Client } from '@temporalio/client';
import { createCheckEntry, createConfirmVotes } from '../../../src/activities/check-entry.ts';
import type { GatePolicy } from '../../../src/domain/gate.ts';
import { gateState } from '../../../src/domain/gate.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { tell } from '../../../src/domain/story.ts';
import { createEnvironments } from '../../../src/temporal/environment-lock.ts';
import { readStory } from '../../../src/temporal/history.ts';
import { PLAN, POLICY } from '../../support/plan.ts';
import { gated } from '../../support/planning.ts';
import { source } from '../../support/real-activities.ts';

/** Who may approve; the author and who started it may not. */
export const VOTERS = ['ben', 'cid', 'dan'];
export const GATE: GatePolicy = {
  ...POLICY,
  approvals: 2,
  groups: [{ name: 'managers', members: [...VOTERS, 'ana@example.com', 'dev@example.com'] }],
};

/** What is true around the releases of one service, and what they did there. */
export interface Place {
  isOpen: boolean;
  /** People who may not vote any more. */
  readonly dismissed: Set<string>;
  /** How many deploy at this moment. */
  deploying: number;
  /** What went live, in order. */
  readonly deployed: string[];
  /** What must never happen, and did. */
  readonly broken: string[];
}

/** All services of a run of the test, each with its own place. */
export function createWorld(client: Client) {
  const places = new Map<string, Place>();
  const environments = createEnvironments(client);

  function placeOf(service: string): Place {
    const known = places.get(service);
    if (known) return known;
    const made = {
      isOpen: true,
      dismissed: new Set<string>(),
      deploying: 0,
      deployed: [],
      broken: [],
    };
    places.set(service, made);
    return made;
  }

  const checkWindow = async ({
    service,
    environment,
  }: {
    service: string;
    environment: string;
  }) => ({
    environment,
    atMs: Date.now(),
    open: placeOf(service).isOpen,
  });

  async function deploy(input: {
    service: string;
    releaseId: string;
    commit: string;
    log?: object;
  }) {
    const place = placeOf(input.service);
    place.deploying += 1;
    if (place.deploying > 1) place.broken.push(`two deploy at once, one is ${input.releaseId}`);
    const last = place.deployed.at(-1);
    if (!input.log && last !== undefined && input.commit < last)
      place.broken.push(`${input.releaseId} is older than what is live`);
    if (!input.log) await requirePermission(input.releaseId, place);
    place.deployed.push(input.commit);
    place.deploying -= 1;
    return { switched: true };
  }

  /** Nothing enters without what its gate asks. */
  async function requirePermission(releaseId: string, place: Place): Promise<void> {
    const release = tell(await readStory(client, releaseId));
    const state = release?.gate && gateState(release.gate);
    const orders = release?.orders?.filter(({ refused }) => !refused) ?? [];
    const isLetIn = orders.some(({ order }) => order.kind !== 'guidance');
    if (state?.kind !== 'approved' && !isLetIn)
      place.broken.push(`${releaseId} deploys without its approvals`);
    const own = state?.kind === 'approved' && state.by.some((by) => !VOTERS.includes(by));
    if (own) place.broken.push(`${releaseId} was approved by its own people`);
  }

  const activities = {
    planRelease: async ({ service, commit }: Plan) => ({
      ...PLAN,
      service,
      commit,
      pipeline: { ...PLAN.pipeline, test: [] },
      environments: [gated(GATE, { windows: ['office-hours'] })],
    }),
    checkWindow,
    checkEntry: async (question: Parameters<ReturnType<typeof createCheckEntry>>[0]) =>
      createCheckEntry({
        environments,
        source,
        checkWindow,
        eligible: async ({ name }) => !placeOf(question.service).dismissed.has(name),
      })(question),
    confirmVotes: createConfirmVotes({ eligible: async () => true }),
    deploy,
  };
  return { activities, placeOf };
}

export type World = ReturnType<typeof createWorld>;
