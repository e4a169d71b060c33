/** The engine, as the API uses it. `src/temporal/engine.ts` implements it. */
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
import type { Release, Phase, ReleaseInput, ReleaseRow } from '../domain/release/release.ts';

/** The input of a release before it has an id. */
export type StartRequest = Omit<ReleaseInput, 'id' | 'url' | 'notifies'> & {
  /** Whether its service has recipients of notifications. */
  readonly notifies: boolean;
  /** The mode of the last environment. */
  readonly mode: PromotionMode;
  /** Whether an existing release that ended before production is returned instead of a new one. */
  readonly once?: boolean;
  /** The address of the page of a release. */
  urlOf(id: string): string;
};

export interface ListQuery {
  readonly service?: string;
  readonly phase?: Phase;
  /** Only running releases in one of these phases. */
  readonly phases?: readonly Phase[];
  /** Only releases whose id starts with this. */
  readonly prefix?: string;
  /** Only running, or only ended releases. */
  readonly running?: boolean;
  /** `next` of the previous page. */
  readonly cursor?: string;
  readonly limit: number;
}

export interface ReleasePage {
  readonly releases: readonly ReleaseRow[];
  /** The cursor of the next page, if there is one. */
  readonly next?: string;
}

/** An outbox with the failed attempts of waiting notifications, by their id. */
export interface WatchedOutbox extends OutboxState {
  readonly attempts: Readonly<Record<string, Attempts>>;
}

export interface NotificationsPage {
  /** Releases with failed notifications. */
  readonly outboxes: readonly {
    readonly releaseId: string;
    readonly service: string;
    readonly failed: readonly FailedNotificationRow[];
  }[];
  /** The cursor of the next page, if there is one. */
  readonly next?: string;
}

/** A release that was opened. Its history is read once, from its beginning to the events to come. */
export interface OpenRelease {
  /** The id of the current run. */
  readonly runId: string;
  /** The release after the last event that was read. */
  release(): Release;
  /**
   * Sends a vote and returns its receipt.
   *
   * @returns `undefined` if no worker responded in time: the vote is saved and counted later
   * @throws SlipwayError GATE_CLOSED if the release has ended
   */
  vote(vote: SignedVote): Promise<VoteReceipt | undefined>;
  /**
   * Sends an intervention and returns its result.
   *
   * @returns `undefined` if no worker responded in time: the intervention is saved for later
   * @throws SlipwayError RELEASE_ENDED
   */
  intervene(intervention: SignedIntervention): Promise<InterventionResult | undefined>;
  /** The events that were not read yet, as they happen. */
  follow(signal: AbortSignal): AsyncIterable<ReleaseEvent>;
}

/** Every call can throw TEMPORAL_UNREACHABLE. */
export interface Engine {
  /** Starts a release, or returns the existing one. Idempotent. */
  start(request: StartRequest): Promise<{ id: string; created: boolean }>;
  list(query: ListQuery): Promise<ReleasePage>;
  /** @throws SlipwayError RELEASE_NOT_FOUND */
  history(id: string): Promise<readonly ReleaseEvent[]>;
  /**
   * The same, with the present state that the history lacks: steps that a worker has started, and
   * the queue ahead.
   *
   * @throws SlipwayError RELEASE_NOT_FOUND
   */
  present(id: string): Promise<readonly ReleaseEvent[]>;
  /** @throws SlipwayError RELEASE_NOT_FOUND */
  follow(id: string, from: { after: number; signal: AbortSignal }): AsyncIterable<ReleaseEvent>;
  /** Opens a release to act on it, by one reading of its history. @throws SlipwayError RELEASE_NOT_FOUND */
  open(id: string): Promise<OpenRelease>;
  /** The existing release of a commit that runs or is live in production. Only reads. */
  existingRelease(service: string, commit: string): Promise<string | undefined>;
  /** The releases that wait for an environment. Only reads. */
  waiting(
    service: string,
    name: string,
  ): Promise<readonly { readonly releaseId: string; readonly commit: string }[]>;
  /** Cancels a release. @throws SlipwayError RELEASE_NOT_FOUND, RELEASE_ENDED */
  cancel(id: string, by: { by: string; reason?: string }): Promise<void>;
  /** @returns `undefined` if it was never deployed to. @throws SlipwayError NO_WORKER */
  environment(service: string, name: string): Promise<EnvironmentState | undefined>;
  /**
   * Freezes an environment. Freezing again replaces the reason.
   *
   * @throws SlipwayError NO_WORKER if none responded in time: the freeze may still take effect
   */
  freeze(service: string, name: string, freeze: Pick<Freeze, 'by' | 'reason'>): Promise<void>;
  /** Unfreezes an environment. Idempotent. @throws SlipwayError NO_WORKER, as `freeze` does */
  unfreeze(service: string, name: string, by: { by: string }): Promise<void>;
  /** Starts a new rollback on each call. @returns the id of its workflow */
  rollBack(input: RollbackInput): Promise<string>;
  /**
   * The notifications of a release; `undefined` if it has no recipients.
   *
   * @throws SlipwayError RELEASE_NOT_FOUND, NO_WORKER
   */
  notifications(id: string): Promise<WatchedOutbox | undefined>;
  /**
   * Resends a failed notification.
   *
   * @returns whether the notification exists
   * @throws SlipwayError RELEASE_NOT_FOUND, NO_WORKER
   */
  resend(id: string, notification: string): Promise<boolean>;
  /** Lists the failed notifications of all releases. */
  failedNotifications(query: Pick<ListQuery, 'cursor' | 'limit'>): Promise<NotificationsPage>;
  /** Counts releases, and the queues of these services. Only reads. */
  countReleases(services: readonly ServicePlan[]): Promise<ReleaseCounts>;
  /** Whether Temporal is reachable, and whether a worker is running. */
  health(): Promise<{ temporal: boolean; worker: boolean }>;
}
