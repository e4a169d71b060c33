import type { AuthSettings } from '../config/authentication.ts';
import type { KnownPrincipal } from '../config/principals.ts';
import type { SignedInUser } from '../domain/people/user.ts';

/** What a browser is known by for a while. It holds no token, and what it may do is looked up. */
export type Session =
  | {
      readonly kind: 'token';
      readonly name: string;
      /** Of the token: the session ends when the principal gets another one. */
      readonly proof: string;
    }
  | { readonly kind: 'provider'; readonly issuer: string; readonly person: SignedInUser };

/** A day's work. It cannot be rolled back singly, so it is no longer. */
export const SESSION_MS = 8 * 3_600_000;

/** The session of a principal who has shown the token. */
export function sessionOfPrincipal({ name, tokenSha256 }: KnownPrincipal): Session {
  return { kind: 'token', name, proof: proofOf(tokenSha256) };
}

/** The principal whose token a session began with, if the configuration of now still has both. */
export function principalOfSession(
  { principals }: Pick<AuthSettings, 'principals'>,
  { name, proof }: Session & { kind: 'token' },
): KnownPrincipal | undefined {
  return principals.find((one) => one.name === name && proofOf(one.tokenSha256) === proof);
}

function proofOf(tokenSha256: string): string {
  return tokenSha256.slice(0, 32);
}
