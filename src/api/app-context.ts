import type { Principal } from '../domain/people/principal.ts';

/** Variables of the request context. */
export interface Env {
  Variables: {
    /** Of every request. */
    requestId: string;
    /** Of every request that is not public. */
    principal: Principal;
    /** The releases that the request started or found, if its path names none. */
    releases?: readonly string[];
    /** The sender of a webhook, such as `github`. */
    sender?: string;
  };
}
