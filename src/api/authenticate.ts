import { createHash, timingSafeEqual } from 'node:crypto';
import type { KnownCaller } from '../config/caller.ts';
import { type Caller, hasRole, type Place, type Role } from '../domain/caller.ts';
import { SlipwayError } from '../domain/errors.ts';

/** Tells who calls by the headers of a request. @throws SlipwayError UNAUTHENTICATED */
export type Authenticate = (headers: Headers) => Promise<Caller>;

/**
 * Makes a function that tells who calls by a bearer token.
 *
 * @param callers read at every call, so that a new configuration counts at once
 * @param local who calls when no caller is configured: the developer on this machine
 */
export function createAuthenticate(
  callers: () => readonly KnownCaller[],
  local: Caller,
): Authenticate {
  return async (headers) => {
    const known = callers();
    if (known.length === 0) return local;
    const token = /^Bearer +(\S+)$/i.exec(headers.get('Authorization') ?? '')?.[1];
    if (token === undefined)
      throw new SlipwayError('UNAUTHENTICATED', 'The request carries no bearer token.');
    const digest = createHash('sha256').update(token).digest();
    // Every caller is compared, so that the time does not tell which one was near.
    const matches = known.filter(({ tokenSha256 }) =>
      timingSafeEqual(Buffer.from(tokenSha256, 'hex'), digest),
    );
    const caller = matches[0];
    if (!caller) throw new SlipwayError('UNAUTHENTICATED', 'The token is not known.');
    const { name, kind, roles, grants } = caller;
    return { name, kind, roles, grants, via: 'token' };
  };
}

/**
 * The name of the person who calls: a service decides nothing, whatever its roles.
 *
 * @param where `somewhere` before the place is known; then ask again with the place
 * @throws SlipwayError PEOPLE_ONLY, FORBIDDEN unless the person has the role there
 */
export function requirePerson(caller: Caller, role: Role, where: Place | 'somewhere'): string {
  if (caller.kind !== 'person')
    throw new SlipwayError('PEOPLE_ONLY', `${caller.name} is a service, and only people decide.`);
  requireRole(caller, role, where);
  return caller.name;
}

/** @throws SlipwayError FORBIDDEN unless the caller has the role there */
export function requireRole(caller: Caller, role: Role, where: Place | 'somewhere'): void {
  if (hasRole(caller, role, where)) return;
  const { name } = caller;
  throw new SlipwayError(
    'FORBIDDEN',
    `${name} does not have the role ${role}${placeWords(where)}.`,
  );
}

function placeWords(where: Place | 'somewhere'): string {
  if (where === 'somewhere') return '';
  const { service, environment } = where;
  return environment === undefined ? ` for ${service}` : ` in ${environment} of ${service}`;
}
