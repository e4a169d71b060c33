import type { AuthSettings } from '../config/authentication.ts';
import { asPrincipal, type KnownPrincipal, principalByToken } from '../config/principals.ts';
import { SlipwayError } from '../domain/errors.ts';
import {
  type AccessScope,
  hasRole,
  type Principal,
  type Role,
} from '../domain/people/principal.ts';

/**
 * Identifies the principal by the headers of a request.
 *
 * @throws SlipwayError UNAUTHENTICATED, and the errors of `SignedIn`
 */
export type Authenticate = (headers: Headers) => Promise<Principal>;

/** Users who sign in without a token of slipway.yaml. */
export interface SignedIn {
  /** By the session cookie; `undefined` if it is missing or has expired. */
  bySession(cookies: string): Promise<Principal | undefined>;
  /**
   * By a token of the identity provider; `undefined` without a provider, or for another token.
   *
   * @throws SlipwayError UNAUTHENTICATED, SIGN_IN_REFUSED, PROVIDER_UNREACHABLE, PROVIDER_INVALID
   */
  byProviderToken(token: string): Promise<Principal | undefined>;
}

/**
 * Returns a function that identifies the principal by bearer token or session cookie.
 *
 * @param admitted read at every call, so that a new configuration applies at once
 * @param local the developer on this machine, the principal while no users are set up
 */
export function createAuthenticate(
  admitted: () => AuthSettings,
  signedIn: SignedIn,
  local: () => Principal,
): Authenticate {
  return async (headers) => {
    const { isLocal, principals } = admitted();
    if (isLocal) return local();
    const authorization = headers.get('Authorization');
    if (authorization !== null) return byBearer(authorization, principals, signedIn);
    const principal = await signedIn.bySession(headers.get('Cookie') ?? '');
    if (principal) return principal;
    throw unauthenticated('The request has no bearer token and no session.');
  };
}

async function byBearer(
  authorization: string,
  principals: readonly KnownPrincipal[],
  signedIn: SignedIn,
): Promise<Principal> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The request has no bearer token.');
  const known = principalByToken(principals, token);
  const principal = known ? asPrincipal(known, 'token') : await signedIn.byProviderToken(token);
  if (principal) return principal;
  throw unauthenticated('The token is not valid.');
}

function unauthenticated(why: string): SlipwayError {
  return new SlipwayError('UNAUTHENTICATED', why);
}

/**
 * Returns the name of the user. A service account cannot decide, whatever its roles.
 *
 * @param where `somewhere` before the scope is known; then check again with the scope
 * @throws SlipwayError USERS_ONLY, FORBIDDEN unless the user has the role there
 */
export function requirePerson(
  principal: Principal,
  role: Role,
  where: AccessScope | 'somewhere',
): string {
  if (principal.kind !== 'user')
    throw new SlipwayError(
      'USERS_ONLY',
      `${principal.name} is a service account; only users can decide.`,
    );
  requireRole(principal, role, where);
  return principal.name;
}

/** @throws SlipwayError FORBIDDEN unless the principal has the role there */
export function requireRole(
  principal: Principal,
  role: Role,
  where: AccessScope | 'somewhere',
): void {
  if (hasRole(principal, role, where)) return;
  const { name } = principal;
  throw new SlipwayError('FORBIDDEN', `${name} lacks the role ${role}${placeWords(where)}.`);
}

function placeWords(where: AccessScope | 'somewhere'): string {
  if (where === 'somewhere') return '';
  const { service, environment } = where;
  return environment === undefined ? ` for ${service}` : ` for ${environment} of ${service}`;
}
