import { type CheckedOrder, orderText, type SignedOrder } from '../domain/order.ts';
import { isGenuine } from './signature.ts';

/**
 * Tells whether an order carries the signature of the API that this release was started by. Only
 * reads; may be repeated; never throws.
 *
 * @param key Ed25519 public key, SPKI, base64
 */
export async function checkOrder(input: {
  readonly order: SignedOrder;
  readonly key: string;
}): Promise<{ readonly order: CheckedOrder }> {
  const { signature, ...order } = input.order;
  const signed = signature !== undefined && isGenuine(orderText(order), signature, input.key);
  return { order: { ...order, signed } };
}
