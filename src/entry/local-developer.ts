import { userInfo } from 'node:os';
import type { Configuration } from '../config/configuration.ts';
import { groupsOf } from '../config/permissions.ts';
import { type Principal, ROLES } from '../domain/people/principal.ts';

/** Who calls while nobody is configured. */
export function localDeveloper(configuration: Configuration): Principal {
  const groups = groupsOf(configuration, name());
  return { name: name(), kind: 'user', roles: ROLES, grants: [], groups, via: 'local' };
}

/** What that means, in a sentence for whoever starts the API. */
export function localNotice(): string {
  return `No users are set up yet, so Slipway listens on this machine only and treats everyone as ${name()}.`;
}

function name(): string {
  return `${userInfo().username}@localhost`;
}
