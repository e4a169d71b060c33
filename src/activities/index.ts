import type { Calendar } from '../domain/calendar.ts';
import type { Change } from '../domain/change.ts';
import type { Pipeline, ServicePlan } from '../domain/plan.ts';
import type { Evaluation } from '../domain/promotion.ts';
import type { Recipient } from '../domain/recipient.ts';
import type { Workspaces } from '../run/workspace.ts';
import type { Source } from '../source/source.ts';
import type { Store } from '../store/store.ts';
import { createApproach } from './approach.ts';
import { createAskForGuidance } from './ask-for-guidance.ts';
import { createBuild } from './build.ts';
import { createCheckEntry, createConfirmVotes, type Eligible } from './check-entry.ts';
import { checkOrder } from './check-order.ts';
import { createCheckLive, createCheckSoak } from './check-soak.ts';
import { checkVote } from './check-vote.ts';
import { createCheckWindow } from './check-window.ts';
import { createDeliver } from './deliver.ts';
import { createDeploy } from './deploy.ts';
import { createEnvironmentActivities, type Environments } from './environment.ts';
import { createKeepRecord, type RecordDependencies } from './keep-record.ts';
import { createPlanRelease } from './plan-release.ts';
import { createPlanRollback } from './plan-rollback.ts';
import { createProbe } from './probe.ts';
import { createReadNews, type ReleaseHistories } from './read-news.ts';
import { createSupersedeOlder, type WaitingReleases } from './supersede-older.ts';
import { createTest } from './test.ts';
import { createVerify } from './verify.ts';
import { createWakeOutbox, type Outboxes } from './wake-outbox.ts';
import { createWatch } from './watch.ts';

/** What the activities of a worker work with. */
export interface ActivityDependencies extends Pick<RecordDependencies, 'signingKey' | 'storyOf'> {
  readonly source: Source;
  readonly store: Store;
  readonly workspaces: Workspaces;
  readonly environments: Environments;
  readonly waiting: WaitingReleases;
  readonly outboxes: Outboxes;
  /** The service as slipway.yaml has it, or `undefined` if it has none of that name. */
  serviceOf(name: string): ServicePlan | undefined;
  /** The calendars of an environment by slipway.yaml as it is now; `undefined` without such a one. */
  calendarsOf(service: string, environment: string): readonly Calendar[] | undefined;
  /** The key that the API signs votes by, or `undefined` before an API has started. */
  voteKey(): Promise<string | undefined>;
  /** Whether a condition of promotion holds. Never throws. */
  evaluate(condition: string, change: Change): Evaluation;
  eligible: Eligible;
  /** @throws SlipwayError PIPELINE_INVALID */
  readPipeline(text: string): Pipeline;
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
  /** PATH for commands. */
  readonly path: string;
}

/** The activities of releases, under the names that histories and the UI know them by. */
export function createActivities(dependencies: ActivityDependencies) {
  const checkWindow = createCheckWindow(dependencies);
  return {
    planRelease: createPlanRelease(dependencies),
    build: createBuild(dependencies),
    test: createTest(dependencies),
    approach: createApproach(dependencies),
    confirmVotes: createConfirmVotes(dependencies),
    checkVote,
    checkOrder,
    checkWindow,
    checkEntry: createCheckEntry({ ...dependencies, checkWindow }),
    checkSoak: createCheckSoak(dependencies.environments),
    checkLive: createCheckLive(dependencies.environments),
    supersedeOlder: createSupersedeOlder(dependencies),
    askForGuidance: createAskForGuidance(dependencies.environments),
    keepRecord: createKeepRecord(dependencies),
    planRollback: createPlanRollback(dependencies),
    probe: createProbe(dependencies),
    deploy: createDeploy(dependencies),
    verify: createVerify(dependencies),
    watch: createWatch(dependencies),
    wakeOutbox: createWakeOutbox(dependencies.outboxes),
    ...createEnvironmentActivities(dependencies.environments),
  };
}

export type Activities = ReturnType<typeof createActivities>;

/** What the activities of outboxes work with. */
export interface OutboxDependencies {
  readonly histories: ReleaseHistories;
  /** Who is told of a service, by slipway.yaml as it is now. */
  recipientsOf(service: string): readonly Recipient[];
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
}

/** The activities of outboxes, on a queue of their own. */
export function createOutboxActivities(dependencies: OutboxDependencies) {
  return { readNews: createReadNews(dependencies), deliver: createDeliver(dependencies) };
}

export type OutboxActivities = ReturnType<typeof createOutboxActivities>;
