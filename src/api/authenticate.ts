import { createHash, timingSafeEqual } from 'node:crypto';
import type { KnownCaller } from '../config/caller.ts';
import { type Caller, hasRole, type Role } from '../domain/caller.ts';
import { SlipwayError } from '../domain/errors.ts';

export type Authenticate = (authorization: string | undefined) => Caller;

/**
 * Makes a function that tells who calls by the `Authorization` header.
 *
 * @param callers read at every call, so that a new configuration counts at once
 * @param local who calls when no caller is configured: the developer on this machine
 * @returns a function that throws SlipwayError UNAUTHENTICATED
 */
export function createAuthenticate(
  callers: () => readonly KnownCaller[],
  local: Caller,
): Authenticate {
  return (authorization) => {
    const known = callers();
    if (known.length === 0) return local;
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw new SlipwayError('UNAUTHENTICATED', 'The request carries no bearer token.');
    const digest = createHash('sha256').update(token).digest();
    // Every caller is compared, so that the time does not tell which one was near.
    const matches = known.filter(({ tokenSha256 }) =>
      timingSafeEqual(Buffer.from(tokenSha256, 'hex'), digest),
    );
    const caller = matches[0];
    if (!caller) throw new SlipwayError('UNAUTHENTICATED', 'The token is not known.');
    return { name: caller.name, kind: caller.kind, roles: caller.roles };
  };
}

/**
 * The name of the person who calls: a service decides nothing, whatever its roles.
 *
 * @throws SlipwayError PEOPLE_ONLY, FORBIDDEN unless the person has the role
 */
export function requirePerson(caller: Caller, role: Role): string {
  if (caller.kind !== 'person')
    throw new SlipwayError('PEOPLE_ONLY', `${caller.name} is a service, and only people decide.`);
  requireRole(caller, role);
  return caller.name;
}

/** @throws SlipwayError FORBIDDEN unless the caller has the role */
export function requireRole(caller: Caller, role: Role): void {
  if (hasRole(caller, role)) return;
  throw new SlipwayError('FORBIDDEN', `${caller.name} does not have the role ${role}.`);
}
