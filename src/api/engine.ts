/** What the API needs of the engine. `src/temporal/engine.ts` implements it. */
import type { EnvironmentState } from '../domain/environment/environment.ts';
import type { Freeze } from '../domain/environment/freeze.ts';
import type { RollbackInput } from '../domain/environment/rollback.ts';
import type { VoteReceipt } from '../domain/gate/gate.ts';
import type { SignedVote } from '../domain/gate/vote-signature.ts';
import type { ReleaseCounts } from '../domain/measure/release-counts.ts';
import type { Attempts, FailedNotificationRow, OutboxState } from '../domain/notify/outbox.ts';
import type { ServicePlan } from '../domain/plan/plan.ts';
import type { PromotionMode } from '../domain/plan/promotion.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import type { InterventionResult, SignedIntervention } from '../domain/release/intervention.ts';
import type { Phase, ReleaseInput, ReleaseRow } from '../domain/release/release.ts';

/** What a release is started with, before it has an id. */
export type StartRequest = Omit<ReleaseInput, 'id' | 'url' | 'notifies'> & {
  /** Whether its service has somebody to tell. */
  readonly notifies: boolean;
  /** How its last environment is entered. */
  readonly mode: PromotionMode;
  /** Whether one that ended short of production stands, too: it is not started again then. */
  readonly once?: boolean;
  /** The address of the page of a release. */
  urlOf(id: string): string;
};

export interface ListQuery {
  readonly service?: string;
  readonly phase?: Phase;
  /** Only those that run, and are in one of these. */
  readonly phases?: readonly Phase[];
  /** Only those whose id begins so. */
  readonly prefix?: string;
  /** Only those that run, or only those that have ended. */
  readonly running?: boolean;
  /** From the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

export interface ReleasePage {
  readonly releases: readonly ReleaseRow[];
  /** The cursor of the next page, if there is one. */
  readonly next?: string;
}

/** An outbox, and by the id of a letter what was tried with those that were tried in vain. */
export interface WatchedOutbox extends OutboxState {
  readonly attempts: Readonly<Record<string, Attempts>>;
}

export interface NotificationsPage {
  /** Those of releases with something that was given up. */
  readonly outboxes: readonly {
    readonly releaseId: string;
    readonly service: string;
    readonly undelivered: readonly FailedNotificationRow[];
  }[];
  /** The cursor of the next page, if there is one. */
  readonly next?: string;
}

/** Every call may end with TEMPORAL_UNREACHABLE. */
export interface Engine {
  /** Starts a release, or finds the one that exists. Safe to call twice. */
  start(request: StartRequest): Promise<{ id: string; created: boolean }>;
  list(query: ListQuery): Promise<ReleasePage>;
  /** @throws SlipwayError RELEASE_NOT_FOUND */
  history(id: string): Promise<readonly ReleaseEvent[]>;
  /**
   * The same, with what no history says: which steps a worker has begun, and who is before it in a
   * queue by now.
   *
   * @throws SlipwayError RELEASE_NOT_FOUND
   */
  present(id: string): Promise<readonly ReleaseEvent[]>;
  /** @throws SlipwayError RELEASE_NOT_FOUND */
  follow(id: string, from: { after: number; signal: AbortSignal }): AsyncIterable<ReleaseEvent>;
  /**
   * Sends a vote and asks what it did.
   *
   * @returns `undefined` when no worker answered in time: the vote is kept, and counted later
   * @throws SlipwayError RELEASE_NOT_FOUND, GATE_CLOSED if the release has ended
   */
  vote(id: string, vote: SignedVote): Promise<VoteReceipt | undefined>;
  /** The id of the run that a release is in. @throws SlipwayError RELEASE_NOT_FOUND */
  runOf(id: string): Promise<string>;
  /**
   * Sends an order and asks what it did.
   *
   * @returns `undefined` when no worker answered in time: the order is kept, and obeyed later
   * @throws SlipwayError RELEASE_NOT_FOUND, RELEASE_ENDED
   */
  intervene(id: string, intervention: SignedIntervention): Promise<InterventionResult | undefined>;
  /** The release of a commit that runs or is in production, if there is one. Only reads. */
  standing(service: string, commit: string): Promise<string | undefined>;
  /** The releases that wait to enter an environment. Only reads. */
  waiting(
    service: string,
    name: string,
  ): Promise<readonly { readonly releaseId: string; readonly commit: string }[]>;
  /** Asks a release to stop. @throws SlipwayError RELEASE_NOT_FOUND, RELEASE_ENDED */
  cancel(id: string, by: { by: string; reason?: string }): Promise<void>;
  /** @throws SlipwayError NO_WORKER; `undefined` if nothing was ever deployed there */
  environment(service: string, name: string): Promise<EnvironmentState | undefined>;
  /**
   * Lets nobody in. Holding again gives the new reason.
   *
   * @throws SlipwayError NO_WORKER if none answered in time: it may still be held by a later one
   */
  freeze(service: string, name: string, freeze: Pick<Freeze, 'by' | 'reason'>): Promise<void>;
  /** Lets releases in again. Safe to call twice. @throws SlipwayError NO_WORKER, as `hold` does */
  unfreeze(service: string, name: string, by: { by: string }): Promise<void>;
  /** Starts a rollback: each call another one. @returns the id of its workflow */
  rollBack(input: RollbackInput): Promise<string>;
  /**
   * What others were told of a release; `undefined` if nobody is.
   *
   * @throws SlipwayError RELEASE_NOT_FOUND, NO_WORKER
   */
  notifications(id: string): Promise<WatchedOutbox | undefined>;
  /**
   * Sends again what was given up.
   *
   * @returns whether there was such a one
   * @throws SlipwayError RELEASE_NOT_FOUND, NO_WORKER
   */
  resend(id: string, notification: string): Promise<boolean>;
  /** Lists what was given up, over all releases. */
  undelivered(query: Pick<ListQuery, 'cursor' | 'limit'>): Promise<NotificationsPage>;
  /** Counts releases, and the queues of these services. Only reads. */
  census(services: readonly ServicePlan[]): Promise<ReleaseCounts>;
  /** Whether Temporal answers, and whether a worker serves the queue. */
  health(): Promise<{ temporal: boolean; worker: boolean }>;
}
