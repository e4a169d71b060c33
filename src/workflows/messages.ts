import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Entry, EnvironmentState, Ticket } from '../domain/environment.ts';
import type { Receipt } from '../domain/gate.ts';
import type { Live } from '../domain/manifest.ts';
import type { ReleaseInput, ReleaseResult } from '../domain/release.ts';
import type { SignedVote } from '../domain/vote-text.ts';

/** The workflow `release`, as a client starts it. */
export type ReleaseWorkflow = (input: ReleaseInput) => Promise<ReleaseResult>;
/** The workflow `environment`. It never ends. */
export type EnvironmentWorkflow = (initial: EnvironmentState, told?: string) => Promise<never>;

// Histories store these names. Renaming one breaks every release that is under way.

export const approvalSignal = defineSignal<[SignedVote]>('approval');
export const receiptQuery = defineQuery<Receipt | null, [voteId: string]>('receipt');

/** Tells a release that an environment is its own now. */
export const grantedSignal = defineSignal<[{ environment: string }]>('granted');

export const enterUpdate = defineUpdate<Entry, [Ticket]>('enter');
export const leaveSignal = defineSignal<[{ runId: string; live?: Live }]>('leave');
export const environmentQuery = defineQuery<EnvironmentState>('state');
