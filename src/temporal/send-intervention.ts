import type { Client } from '@temporalio/client';
import { interventionContext } from '../domain/release/apply-event.ts';
import {
  type InterventionResult,
  judgeIntervention,
  type SignedIntervention,
} from '../domain/release/intervention.ts';
import { interventionSignal } from '../workflows/shared/messages.ts';
import { inCatalogue } from './errors.ts';
import { type Message, sendAndAwaitReceipt } from './send-signal.ts';

/** Sends an intervention to a release, and waits for its effect. */
export async function sendIntervention(
  client: Client,
  id: string,
  intervention: SignedIntervention,
): Promise<InterventionResult | undefined> {
  const run = await inCatalogue(id, () => client.workflow.getHandle(id).describe());
  return sendAndAwaitReceipt(client, id, {
    send: (known) => known.signal(interventionSignal, intervention),
    answerIn: effectIn(intervention.interventionId, run.runId),
  });
}

/** Finds the effect of an intervention in the events of a run. */
export function effectIn(
  interventionId: string,
  runId: string,
): Message<InterventionResult>['answerIn'] {
  return (event, _, before) =>
    event.kind === 'intervention' && event.intervention.interventionId === interventionId && before
      ? judgeIntervention(event.intervention, { ...interventionContext(before), runId })
      : undefined;
}
