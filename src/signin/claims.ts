import type { KnownSignIn } from '../config/sign-in.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { SignedInUser } from '../domain/people/user.ts';

/** What a token of the provider says, once it has been verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a name may be of: it is shown, compared and written into audit logs. */
const NAME = /^[!-~]{1,100}$/;

/**
 * Reads who somebody is from verified claims.
 *
 * @returns of the provider's groups only those that slipway.yaml maps: a cookie holds them
 * @throws SlipwayError SIGN_IN_REFUSED for a machine, and without a name that can be trusted
 */
export function personFrom(claims: Claims, signIn: KnownSignIn, nowMs: number): SignedInUser {
  const { sub, client_id: client, azp, iat } = claims;
  if (typeof sub === 'string' && (sub === client || sub === azp))
    throw refused(`${sub} is a client, not a user.`);
  const atMs = typeof iat === 'number' ? iat * 1_000 : nowMs;
  return { name: nameFrom(claims, signIn.claims.name), claims: groupsFrom(claims, signIn), atMs };
}

/** Whether claims leave something open that the provider may say elsewhere. */
export function lacksClaims(claims: Claims, { claims: { name, groups } }: KnownSignIn): boolean {
  const needed = [name, groups, ...(name === 'email' ? ['email_verified'] : [])];
  return needed.some((claim) => claimAt(claims, claim) === undefined);
}

function nameFrom(claims: Claims, claim: string): string {
  const name = claimAt(claims, claim);
  if (typeof name !== 'string' || !NAME.test(name))
    throw refused(
      `The provider gives no ${claim} that can be a name: one word of at most 100 letters, digits and signs.`,
    );
  // Whoever may write any address into an account would be anybody.
  const verified = claims['email_verified'];
  if (claim === 'email' && verified !== true && verified !== 'true')
    throw refused(`The provider has not verified the address ${name}.`);
  return name;
}

function groupsFrom(claims: Claims, signIn: KnownSignIn): readonly string[] {
  const said = [claimAt(claims, signIn.claims.groups)].flat();
  const mapped = said.filter(
    (value): value is string => typeof value === 'string' && signIn.groups[value] !== undefined,
  );
  return [...new Set(mapped)];
}

/** A claim by its name; or, with dots, inside of one. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let inside: unknown = claims;
  for (const part of name.split('.')) {
    if (inside === null || typeof inside !== 'object' || !Object.hasOwn(inside, part))
      return undefined;
    inside = (inside as Claims)[part];
  }
  return inside;
}

function refused(why: string): SlipwayError {
  return new SlipwayError('SIGN_IN_REFUSED', why);
}
