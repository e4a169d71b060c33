import type { Caller } from '../domain/caller.ts';

/** What the middleware puts on the context of every request that needs a caller. */
export interface Env {
  Variables: { caller: Caller };
}
