/** What the pages need to let people in and out. `src/signin` implements it. */

/** A request as sign-in sees it. */
export interface Visit {
  /** The address that was opened. */
  readonly url: string;
  /** Of the `Cookie` header. */
  readonly cookies: string | undefined;
  /** Who has opened the connection. */
  readonly remote: string | undefined;
  /** Of the `X-Forwarded-For` header. */
  readonly forwardedFor: string | undefined;
}

/** Where the browser goes next, and what it keeps: values of `Set-Cookie`. */
export interface Onward {
  readonly location: string;
  readonly cookies: readonly string[];
}

export interface SignIn {
  /** By what people are known: the host of an identity provider, tokens of callers, or both. */
  ways(): { readonly provider?: string; readonly tokens: boolean };
  /**
   * Sends the browser to the identity provider.
   *
   * @param to the path of this site where the person was
   * @throws SlipwayError SIGN_IN_INSECURE, PROVIDER_UNREACHABLE, PROVIDER_INVALID
   */
  begin(visit: Visit, to: string | undefined): Promise<Onward>;
  /**
   * Takes the browser in that comes back from there.
   *
   * @throws SlipwayError SIGN_IN_FAILED, SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS, PROVIDER_UNREACHABLE,
   *   PROVIDER_INVALID
   */
  finish(visit: Visit): Promise<Onward>;
  /**
   * Takes a browser in whose person has the token of a caller.
   *
   * @throws SlipwayError UNAUTHENTICATED, USERS_ONLY, SIGN_IN_INSECURE, TOO_MANY_ATTEMPTS
   */
  byToken(visit: Visit, token: string, to: string | undefined): Promise<Onward>;
  /** Ends the session of the browser. */
  leave(): Onward;
}
