import { randomUUID } from 'node:crypto';
import type { Caller, Role } from '../domain/caller.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { Order, SignedOrder } from '../domain/order.ts';
import type { Release } from '../domain/release.ts';
import type { Store } from '../store/store.ts';
import { requirePerson, requireRole } from './authenticate.ts';
import type { Engine } from './engine.ts';
import { attempted } from './refusals.ts';
import { readRelease } from './releases.ts';
import { whatFollows } from './what-follows.ts';

export interface OrderDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'appendRecord' | 'readRecord'>;
  /** Signs an order, so that the engine knows that it came through here. */
  signOrder(order: Order): SignedOrder;
}

/** What is ordered, without who orders it and when. */
export type Wish = Order extends infer Kind
  ? Kind extends Order
    ? Omit<Kind, 'orderId' | 'by' | 'atMs' | 'runId'>
    : never
  : never;

export interface OrderRequest {
  /** The release that it is about. */
  readonly id: string;
  readonly caller: Caller;
  /** What the caller needs, beside being a person. */
  readonly role: Role;
  readonly attempt: Order['kind'];
  readonly why: string | undefined;
  /** The rest of the order, and with it where the role must hold. */
  wish(release: Release): Wish;
  /** What to say if the release has not moved on in time. */
  readonly otherwise: string;
}

/**
 * Signs an order of a person, sends it, and tells what follows from it. Refusals that the engine
 * never hears of are in the record before this ends.
 *
 * @returns what happens now, or `undefined` when no worker answered in time
 * @throws SlipwayError PEOPLE_ONLY, FORBIDDEN, RELEASE_NOT_FOUND, RELEASE_CLOSED, or why the order
 *   was refused
 */
export async function giveOrder(
  dependencies: OrderDependencies,
  { id, caller, role, attempt, why, wish, otherwise }: OrderRequest,
): Promise<string | undefined> {
  const { engine, signOrder } = dependencies;
  const orderId = randomUUID();
  const effect = await attempted(dependencies, { id, by: caller.name, attempt, why }, async () => {
    const by = requirePerson(caller, role, 'somewhere');
    const release = await readRelease(engine, id);
    const wanted = wish(release);
    const { service } = release.input;
    requireRole(caller, role, { service, environment: wanted.environment });
    const runId = await engine.runOf(id);
    return engine.order(id, signOrder({ ...wanted, orderId, by, atMs: Date.now(), runId }));
  });
  if (!effect) return undefined;
  if (effect.kind === 'refused')
    throw new SlipwayError(effect.code, `The ${attempt} order on ${id} was not carried out.`);
  return whatFollows(engine, id, {
    isIt: (event) => event.kind === 'ordered' && event.order.orderId === orderId,
    tells: false,
    otherwise,
  });
}
