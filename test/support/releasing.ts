import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { VoteReceipt } from '../../src/domain/gate/gate.ts';
import { releaseFromEvents } from '../../src/domain/release/history.ts';
import type { Intervention, InterventionResult } from '../../src/domain/release/intervention.ts';
import type { Release, ReleaseInput } from '../../src/domain/release/release.ts';
import { readEvents } from '../../src/temporal/read-events.ts';
import { type EffectIn, interventionEffect, voteEffect } from '../../src/temporal/effects.ts';
import type { release } from '../../src/workflows/index.ts';
import { approvalSignal, interventionSignal } from '../../src/workflows/shared/messages.ts';
import { commitKey, serviceKey } from '../../src/workflows/shared/search-attributes.ts';
import { effectOf } from './effect-of.ts';
import { eventually } from './eventually.ts';
import { INPUT } from './plan.ts';
import type { Stage } from './temporal.ts';

export type Run = WorkflowHandle<typeof release>;
type On = Pick<Stage, 'client'>;

/** @param more what differs from the usual input, such as another commit */
export async function start({ client }: On, more: Partial<ReleaseInput> = {}): Promise<Run> {
  const id = `hello-${randomUUID().slice(-12)}`;
  const input = { ...INPUT, id, ...more };
  return client.workflow.start<typeof release>('release', {
    workflowId: id,
    taskQueue: 'slipway',
    args: [input],
    typedSearchAttributes: [
      { key: serviceKey, value: input.service },
      { key: commitKey, value: input.commit },
    ],
  });
}

/** What is known of a run, from its history. */
export async function read({ client }: On, run: Run): Promise<Release> {
  return releaseFromEvents(await readEvents(client, run.workflowId)) as Release;
}

export async function until(stage: On, run: Run, phase: Release['phase']): Promise<Release> {
  return eventually(`${run.workflowId} to be ${phase}`, async () => {
    const known = await read(stage, run);
    return known.phase === phase && known;
  });
}

export const atGate = (stage: On, run: Run) => until(stage, run, 'awaiting-approval');

/** Waits until its gate asks with this release live. */
export async function askedAgain(stage: On, run: Run, live: string): Promise<void> {
  await eventually(`${run.workflowId} to ask again`, async () => {
    const { phase, gate } = await read(stage, run);
    return phase === 'awaiting-approval' && gate?.approvalRequest.live === live;
  });
}

/** Votes as the API does; the fake worker takes any signature for genuine. */
export async function vote(
  stage: On,
  run: Run,
  by: string,
  more: object = {},
): Promise<VoteReceipt> {
  const voteId = randomUUID();
  const approvalRequest = (await read(stage, run)).gate?.approvalRequest.digest ?? '';
  const cast = { voteId, by, verdict: 'approve' as const, approvalRequest, atMs: Date.now() };
  await run.signal(approvalSignal, { ...cast, signature: 'any', ...more });
  return heard(stage, run, voteEffect(voteId));
}

/** The effect of a signal, however long that takes. */
function heard<Effect>(
  { client }: On,
  { workflowId }: Run,
  effectIn: EffectIn<Effect>,
): Promise<Effect> {
  return eventually('the effect of a signal', async () =>
    effectOf(await readEvents(client, workflowId), effectIn),
  );
}

type Said<Kind> = Kind extends unknown
  ? Omit<Kind, 'interventionId' | 'by' | 'atMs' | 'runId'>
  : never;

/** Orders as the API does, and tells what the order did. */
export async function intervention(
  stage: On,
  run: Run,
  by: string,
  said: Said<Intervention>,
): Promise<InterventionResult> {
  const interventionId = randomUUID();
  const { runId } = (await run.describe()) as { runId: string };
  await run.signal(interventionSignal, {
    ...said,
    interventionId,
    by,
    atMs: Date.now(),
    runId,
    signature: 'any',
  });
  return heard(stage, run, interventionEffect(interventionId, runId));
}
