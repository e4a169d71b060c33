import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  EnvironmentState,
  LockGranted,
  LockRequest,
  LockResponse,
  UnlockReport,
} from '../../domain/environment/environment.ts';
import type { Freeze } from '../../domain/environment/freeze.ts';
import type { VoteReceipt } from '../../domain/gate/gate.ts';
import type { SignedVote } from '../../domain/gate/vote-signature.ts';
import type { OutboxResult, OutboxState } from '../../domain/notify/outbox.ts';
import type { InterventionResult, SignedIntervention } from '../../domain/release/intervention.ts';
import type { ReleaseInput, ReleaseResult } from '../../domain/release/release.ts';

/** The workflow `release`, as a client starts it. */
export type ReleaseWorkflow = (input: ReleaseInput) => Promise<ReleaseResult>;
/** The workflow `outbox`, one for each release. */
export type OutboxWorkflow = (initial: OutboxState) => Promise<OutboxResult>;
/** The workflow `environment`. It never ends. */
export type EnvironmentWorkflow = (
  initial: EnvironmentState,
  grantedRun?: string,
) => Promise<never>;

// Histories store these names. Renaming one breaks every release that is under way.

/** Tells a waiting release to look again at a window, or at the live release. */
export const recheckSignal = defineSignal<[{ why: 'window' | 'live' }]>('recheck');
/** Tells a waiting release that a newer one supersedes it. */
export const supersededSignal = defineSignal<[{ by: string; environment: string }]>('superseded');
/** Tells a release that an environment was rolled back from it: it is promoted no further (E11). */
export const rolledBackSignal = defineSignal<[{ environment: string; to: string }]>('rolled-back');
/** An override, a change of mode, or the response to a guidance request. */
export const interventionSignal = defineSignal<[SignedIntervention]>('intervention');
export const interventionReceiptQuery = defineQuery<
  InterventionResult | null,
  [interventionId: string]
>('interventionReceipt');

export const approvalSignal = defineSignal<[SignedVote]>('approval');
export const voteReceiptQuery = defineQuery<VoteReceipt | null, [voteId: string]>('voteReceipt');

/** Tells a release or a rollback that it holds the lock of an environment. */
export const lockGrantedSignal = defineSignal<[LockGranted]>('lockGranted');

export const requestLockUpdate = defineUpdate<LockResponse, [LockRequest]>('requestLock');
export const unlockSignal = defineSignal<[UnlockReport]>('unlock');
export const freezeUpdate = defineUpdate<void, [Pick<Freeze, 'by' | 'reason'>]>('freeze');
export const unfreezeUpdate = defineUpdate<void, [{ by: string }]>('unfreeze');
export const environmentQuery = defineQuery<EnvironmentState>('state');

/** Tells an outbox about new events in a history that is longer than this, or will be soon. */
export const newEventsSignal = defineSignal<[{ length: number }]>('newEvents');
/** Queues a failed notification again. @returns whether there was such a one */
export const resendUpdate = defineUpdate<boolean, [{ notification: string }]>('resend');
export const notificationsQuery = defineQuery<OutboxState>('notifications');
