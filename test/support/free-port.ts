import { randomInt } from 'node:crypto';
import { isFree } from '../../src/program/ports.ts';

/** Below those that systems give to outgoing connections, which would take it before it is bound. */
const [FIRST, LAST] = [20_000, 32_000];

/** A port that nobody has, of which only servers take hold. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port, '127.0.0.1')) return port;
  }
}
