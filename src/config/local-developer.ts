import { userInfo } from 'node:os';
import type { Configuration } from './configuration.ts';
import { groupsOf } from './permissions.ts';
import { type Principal, ROLES } from '../domain/people/principal.ts';

/** The principal of every call while no users are configured. */
export function localDeveloper(configuration: Configuration): Principal {
  const groups = groupsOf(configuration, name());
  return { name: name(), kind: 'user', roles: ROLES, grants: [], groups, via: 'local' };
}

/** The sentence for the person who starts such an API. */
export function localNotice(): string {
  return `No users are set up yet, so Slipway listens on this machine only and treats everyone as ${name()}.`;
}

function name(): string {
  return `${userInfo().username}@localhost`;
}
