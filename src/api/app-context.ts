import type { Principal } from '../domain/people/principal.ts';

/** What the middleware and the handlers put on the context of a request. */
export interface Env {
  Variables: {
    /** Of every request. */
    requestId: string;
    /** Of every request that needs a caller. */
    principal: Principal;
    /** The releases that it has started or found, where its path does not name one. */
    releases?: readonly string[];
    /** Who sent a webhook, such as `github`. */
    sender?: string;
  };
}
