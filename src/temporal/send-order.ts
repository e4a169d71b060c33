import type { Client } from '@temporalio/client';
import type { OrderEffect, SignedOrder } from '../domain/order.ts';
import { orderReceiptQuery, orderSignal } from '../workflows/messages.ts';
import { sendAndAsk } from './send-signal.ts';

/** Sends an order to a release, then asks the run what it did. */
export async function sendOrder(
  client: Client,
  id: string,
  order: SignedOrder,
): Promise<OrderEffect | undefined> {
  return sendAndAsk(client, id, {
    send: (run) => run.signal(orderSignal, order),
    ask: (run) => run.query(orderReceiptQuery, order.orderId),
  });
}
