import type { Client } from '@temporalio/client';
import { createAssessPromotion } from '../../src/activities/assess-promotion.ts';
import { createAskForGuidance } from '../../src/activities/ask-for-guidance.ts';
import { createCheckAge } from '../../src/activities/check-age.ts';
import { createCheckLive, createCheckSoak } from '../../src/activities/check-soak.ts';
import {
  createRequestLock,
  createIsHolderRunning,
  createUnlock,
  createRecheckWaiting,
} from '../../src/activities/environment.ts';
import { createPlanRollback } from '../../src/activities/plan-rollback.ts';
import { createRecordNewEvents } from '../../src/activities/record-new-events.ts';
import { createSupersedeOlder } from '../../src/activities/supersede-older.ts';
import { createWakeOutbox } from '../../src/activities/wake-outbox.ts';
import type { ReleaseAuditLog } from '../../src/activities/release-audit-log.ts';
import type { Recipient } from '../../src/domain/notify/recipient.ts';
import type { Source } from '../../src/source/source.ts';
import { createEnvironments } from '../../src/temporal/environments.ts';
import { createOutboxes } from '../../src/temporal/outboxes.ts';
import { createReleaseHistories } from '../../src/temporal/release-histories.ts';
import { createWaitingReleases } from '../../src/temporal/waiting-releases.ts';
import { PLAN } from './plan.ts';
import { newService } from './planning.ts';

/** A repository without files, in which a commit is older than those that sort after it. */
export const source: Pick<Source, 'change' | 'isAncestor'> = {
  change: async () => ({
    paths: ['README.md'],
    pathCount: 1,
    linesAdded: 1,
    linesRemoved: 0,
    authors: [{ name: 'Dev', email: 'dev@example.com' }],
    authorCount: 1,
    takenAway: [],
    takenAwayCount: 0,
    message: 'Say hello',
  }),
  isAncestor: async ({ older, newer }) => older <= newer,
};

/** A service whose releases somebody is told about. */
export function newToldService(): string {
  return `told-${newService()}`;
}

/** Who is told of the releases of such a service. */
export const RECIPIENTS: readonly Recipient[] = ['audit', 'dashboard'].map((name) => ({
  kind: 'webhook',
  name,
  url: `https://${name}.example.com/hook`,
  secret: { env: 'HOOK_SECRET' },
}));

const NO_AUDIT_LOG: ReleaseAuditLog = { append: async () => {} };

/** The activities that only deal with Temporal are the real ones. */
export function realActivities(client: Client, auditLog = NO_AUDIT_LOG) {
  const environments = createEnvironments(client);
  return {
    requestLock: createRequestLock(environments),
    unlock: createUnlock(environments),
    isHolderRunning: createIsHolderRunning(environments),
    recheckWaiting: createRecheckWaiting(environments),
    checkAge: createCheckAge({ source }),
    assessPromotion: createAssessPromotion({
      environments,
      source,
      evaluate: (condition) => ({ matches: condition === 'true' }),
    }),
    checkSoak: createCheckSoak(environments),
    checkLive: createCheckLive(environments),
    supersedeOlder: createSupersedeOlder({ waiting: createWaitingReleases(client), source }),
    askForGuidance: createAskForGuidance(environments),
    wakeOutbox: createWakeOutbox(createOutboxes(client)),
    recordNewEvents: createRecordNewEvents({
      histories: createReleaseHistories(client),
      recipientsOf: (service) => (service.startsWith('told-') ? RECIPIENTS : []),
      auditLog,
    }),
    planRollback: createPlanRollback({
      environments,
      store: { getPlan: async () => PLAN },
      serviceOf: () => undefined,
    }),
  };
}
