/** Signing in and out, as the pages use it. `src/signin` implements it. */

/** A request as sign-in sees it. */
export interface Visit {
  /** The URL of the request. */
  readonly url: string;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
  /** The address of the peer. */
  readonly remote: string | undefined;
  /** The `X-Forwarded-For` header. */
  readonly forwardedFor: string | undefined;
}

/** The redirect, and the values of `Set-Cookie`. */
export interface Onward {
  readonly location: string;
  readonly cookies: readonly string[];
}

export interface SignIn {
  /** How users sign in: at the host of an identity provider, by token, or both. */
  ways(): { readonly provider?: string; readonly tokens: boolean };
  /**
   * Sends the browser to the identity provider.
   *
   * @param to the path to return to
   * @throws SlipwayError SIGN_IN_INSECURE, PROVIDER_UNREACHABLE, PROVIDER_INVALID
   */
  begin(visit: Visit, to: string | undefined): Promise<Onward>;
  /**
   * Signs in a browser that returns from the identity provider.
   *
   * @throws SlipwayError SIGN_IN_FAILED, SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS, PROVIDER_UNREACHABLE,
   *   PROVIDER_INVALID
   */
  finish(visit: Visit): Promise<Onward>;
  /**
   * Signs in a browser by a user's token.
   *
   * @throws SlipwayError UNAUTHENTICATED, USERS_ONLY, SIGN_IN_INSECURE, TOO_MANY_ATTEMPTS
   */
  byToken(visit: Visit, token: string, to: string | undefined): Promise<Onward>;
  /** Ends the session of the browser. */
  leave(): Onward;
}
