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
 * Tells who calls by the headers of a request.
 *
 * @throws SlipwayError UNAUTHENTICATED; and, of a person whom an identity provider knows, what
 *   `SignedIn` throws
 */
export type Authenticate = (headers: Headers) => Promise<Principal>;

/** Callers who are known by something else than a token of slipway.yaml. */
export interface SignedIn {
  /** By the cookie that a browser keeps; `undefined` without one, or if it is of no use any more. */
  bySession(cookies: string): Promise<Principal | undefined>;
  /**
   * By a token of the identity provider; `undefined` if there is none, or this is no such token.
   *
   * @throws SlipwayError UNAUTHENTICATED, SIGN_IN_REFUSED, PROVIDER_UNREACHABLE, PROVIDER_INVALID
   */
  byProviderToken(token: string): Promise<Principal | undefined>;
}

/**
 * Makes a function that tells who calls: by a bearer token, or by the cookie of a session.
 *
 * @param admitted read at every call, so that a new configuration counts at once
 * @param local who calls when nobody is configured: the developer on this machine
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
    throw unauthenticated('The request carries neither a bearer token nor a session.');
  };
}

async function byBearer(
  authorization: string,
  principals: readonly KnownPrincipal[],
  signedIn: SignedIn,
): Promise<Principal> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The request carries no bearer token.');
  const known = principalByToken(principals, token);
  const principal = known ? asPrincipal(known, 'token') : await signedIn.byProviderToken(token);
  if (principal) return principal;
  throw unauthenticated('The token is not known.');
}

function unauthenticated(why: string): SlipwayError {
  return new SlipwayError('UNAUTHENTICATED', why);
}

/**
 * The name of the person who calls: a service decides nothing, whatever its roles.
 *
 * @param where `somewhere` before the place is known; then ask again with the place
 * @throws SlipwayError USERS_ONLY, FORBIDDEN unless the person has the role there
 */
export function requirePerson(
  principal: Principal,
  role: Role,
  where: AccessScope | 'somewhere',
): string {
  if (principal.kind !== 'person')
    throw new SlipwayError('USERS_ONLY', `${principal.name} is a service, and only people decide.`);
  requireRole(principal, role, where);
  return principal.name;
}

/** @throws SlipwayError FORBIDDEN unless the caller has the role there */
export function requireRole(
  principal: Principal,
  role: Role,
  where: AccessScope | 'somewhere',
): void {
  if (hasRole(principal, role, where)) return;
  const { name } = principal;
  throw new SlipwayError(
    'FORBIDDEN',
    `${name} does not have the role ${role}${placeWords(where)}.`,
  );
}

function placeWords(where: AccessScope | 'somewhere'): string {
  if (where === 'somewhere') return '';
  const { service, environment } = where;
  return environment === undefined ? ` for ${service}` : ` in ${environment} of ${service}`;
}
