import type { Delivery } from '../../src/domain/delivery.ts';

/** A release that has done nothing but what the test says. */
export function delivery(known: Partial<Delivery> = {}): Delivery {
  return {
    releaseId: 'hello-3f2a91c4d5e6',
    service: 'hello',
    commit: '3f2a91c4d5e6'.padEnd(40, '0'),
    startedAtMs: 0,
    landings: [],
    ...known,
  };
}
