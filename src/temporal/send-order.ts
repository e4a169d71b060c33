import type { Client } from '@temporalio/client';
import { type OrderEffect, orderEffect, type SignedOrder } from '../domain/order.ts';
import { situationOf } from '../domain/story-entry.ts';
import { orderSignal } from '../workflows/messages.ts';
import { inCatalogue } from './errors.ts';
import { type Message, sendAndHear } from './send-signal.ts';

/** Sends an order to a release, then hears what it did. */
export async function sendOrder(
  client: Client,
  id: string,
  order: SignedOrder,
): Promise<OrderEffect | undefined> {
  const run = await inCatalogue(id, () => client.workflow.getHandle(id).describe());
  return sendAndHear(client, id, {
    send: (known) => known.signal(orderSignal, order),
    answerIn: effectIn(order.orderId, run.runId),
  });
}

/** How the story of a run tells what an order did. */
export function effectIn(orderId: string, runId: string): Message<OrderEffect>['answerIn'] {
  return (event, before) =>
    event.kind === 'ordered' && event.order.orderId === orderId && before
      ? orderEffect(event.order, { ...situationOf(before), runId })
      : undefined;
}
