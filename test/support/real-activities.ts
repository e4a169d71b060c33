import type { Client } from '@temporalio/client';
import { createApproach } from '../../src/activities/approach.ts';
import { createAskForGuidance } from '../../src/activities/ask-for-guidance.ts';
import { createCheckLive, createCheckSoak } from '../../src/activities/check-soak.ts';
import { createEnvironmentActivities } from '../../src/activities/environment.ts';
import { createPlanRollback } from '../../src/activities/plan-rollback.ts';
import { createSupersedeOlder } from '../../src/activities/supersede-older.ts';
import type { Source } from '../../src/source/source.ts';
import { createEnvironments } from '../../src/temporal/environment-lock.ts';
import { createWaitingReleases } from '../../src/temporal/waiting-releases.ts';
import { PLAN } from './plan.ts';

/** A repository without files, in which a commit is older than those that sort after it. */
export const source: Pick<Source, 'change' | 'isAncestor'> = {
  change: async () => ({
    paths: ['README.md'],
    pathCount: 1,
    linesAdded: 1,
    linesRemoved: 0,
    authors: [{ name: 'Dev', email: 'dev@example.com' }],
    message: 'Say hello',
  }),
  isAncestor: async ({ older, newer }) => older <= newer,
};

/** The activities that only deal with Temporal are the real ones. */
export function realActivities(client: Client) {
  const environments = createEnvironments(client);
  return {
    ...createEnvironmentActivities(environments),
    approach: createApproach({
      environments,
      source,
      evaluate: (condition) => ({ holds: condition === 'true' }),
    }),
    checkSoak: createCheckSoak(environments),
    checkLive: createCheckLive(environments),
    supersedeOlder: createSupersedeOlder({ waiting: createWaitingReleases(client), source }),
    askForGuidance: createAskForGuidance(environments),
    planRollback: createPlanRollback({
      environments,
      store: { getPlan: async () => PLAN },
      serviceOf: () => undefined,
    }),
  };
}
