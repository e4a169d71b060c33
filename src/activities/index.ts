import type { DeploymentWindow } from '../domain/environment/deployment-window.ts';
import type { Recipient } from '../domain/notify/recipient.ts';
import type { Change } from '../domain/plan/change.ts';
import type { Pipeline } from '../domain/plan/pipeline.ts';
import type { ServicePlan } from '../domain/plan/plan.ts';
import type { ConditionResult } from '../domain/plan/promotion.ts';
import type { Workspaces } from '../run/workspace.ts';
import type { Source } from '../source/source.ts';
import type { Store } from '../store/store.ts';
import { createAssessPromotion } from './assess-promotion.ts';
import { createAskForGuidance } from './ask-for-guidance.ts';
import { attended } from './attended.ts';
import { createBuild } from './build.ts';
import { createCheckAge } from './check-age.ts';
import {
  createRecheckBeforeDeploy,
  createRecheckVoters,
  type Eligible,
} from './recheck-before-deploy.ts';
import { checkIntervention } from './check-intervention.ts';
import { createCheckLive, createCheckSoak } from './check-soak.ts';
import { checkVote } from './check-vote.ts';
import { createCheckWindow } from './check-window.ts';
import { createSendNotification } from './send-notification.ts';
import { createDeploy } from './deploy.ts';
import {
  createRequestLock,
  createIsHolderRunning,
  createUnlock,
  createRecheckWaiting,
  type Environments,
} from './environment.ts';
import { createAppendAuditLog } from './append-audit-log.ts';
import { createPlanRelease } from './plan-release.ts';
import { createPlanRollback } from './plan-rollback.ts';
import { createProbe } from './probe.ts';
import { remind } from './remind.ts';
import { createRecordNewEvents } from './record-new-events.ts';
import { createReleaseAuditLog, type ReleaseAuditLogDependencies } from './release-audit-log.ts';
import type { ReleaseHistories } from './release-histories.ts';
import { createSupersedeOlder, type WaitingReleases } from './supersede-older.ts';
import { createTest } from './test.ts';
import { createVerify } from './verify.ts';
import { createWakeOutbox, type Outboxes } from './wake-outbox.ts';
import { createWatch } from './watch.ts';

/** What the activities of a worker work with. */
export interface ActivityDependencies extends Pick<ReleaseAuditLogDependencies, 'signingKey'> {
  readonly source: Source;
  readonly store: Store;
  readonly workspaces: Workspaces;
  readonly environments: Environments;
  readonly waiting: WaitingReleases;
  readonly outboxes: Outboxes;
  readonly histories: ReleaseHistories;
  /** The service as slipway.yaml has it, or `undefined` if it has none of that name. */
  serviceOf(name: string): ServicePlan | undefined;
  /** The windows of an environment by slipway.yaml as it is now; `undefined` without such a one. */
  windowsOf(service: string, environment: string): readonly DeploymentWindow[] | undefined;
  /** Who is told of a service, by slipway.yaml as it is now. */
  recipientsOf(service: string): readonly Recipient[];
  /** The key that the API signs votes by, or `undefined` before an API has started. */
  voteKey(): Promise<string | undefined>;
  /** Whether a condition of promotion holds. Never throws. */
  evaluate(condition: string, change: Change): ConditionResult;
  eligible: Eligible;
  /** @throws SlipwayError PIPELINE_INVALID */
  readPipeline(text: string): Pipeline;
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
  /** PATH for commands. */
  readonly path: string;
}

/**
 * The activities by the queue that serves them, under the names that histories and Temporal's UI
 * know them by.
 */
export function createActivities(dependencies: ActivityDependencies) {
  const { environments } = dependencies;
  const checkWindow = createCheckWindow(dependencies);
  return {
    /** Short, and without git or commands. All but `appendAuditLog` are local activities. */
    releases: {
      requestLock: createRequestLock(environments),
      unlock: createUnlock(environments),
      checkVote,
      checkIntervention,
      remind,
      recheckVoters: createRecheckVoters(dependencies),
      checkWindow,
      recheckBeforeDeploy: createRecheckBeforeDeploy({
        ...dependencies,
        checkWindow,
      }),
      checkSoak: createCheckSoak(environments),
      checkLive: createCheckLive(environments),
      askForGuidance: createAskForGuidance(environments),
      planRollback: createPlanRollback(dependencies),
      appendAuditLog: createAppendAuditLog(dependencies),
      wakeOutbox: createWakeOutbox(dependencies.outboxes),
    },
    environments: {
      isHolderRunning: createIsHolderRunning(environments),
      recheckWaiting: createRecheckWaiting(environments),
    },
    source: {
      planRelease: attended(createPlanRelease(dependencies)),
      assessPromotion: attended(createAssessPromotion(dependencies)),
      checkAge: attended(createCheckAge(dependencies)),
      supersedeOlder: attended(createSupersedeOlder(dependencies)),
    },
    build: { build: createBuild(dependencies), test: createTest(dependencies) },
    deploy: {
      deploy: createDeploy(dependencies),
      verify: createVerify(dependencies),
      probe: createProbe(dependencies),
    },
    watch: { watch: createWatch(dependencies) },
    notify: {
      recordNewEvents: createRecordNewEvents({
        ...dependencies,
        auditLog: createReleaseAuditLog(dependencies),
      }),
      sendNotification: createSendNotification(dependencies),
    },
  };
}

export type ActivityGroups = ReturnType<typeof createActivities>;

/** All of them. */
export type Activities = ActivityGroups['releases'] &
  ActivityGroups['environments'] &
  ActivityGroups['source'] &
  ActivityGroups['build'] &
  ActivityGroups['deploy'] &
  ActivityGroups['watch'] &
  ActivityGroups['notify'];
