import { type Caller, grantsOf } from '../domain/caller.ts';
import type { Configuration } from './slipway-file.ts';

/** What a caller is by a configuration: its groups, and what it may do where. */
export interface Standing extends Pick<Caller, 'kind' | 'roles' | 'grants'> {
  readonly groups: readonly string[];
}

/**
 * What the callers, groups and access of a configuration say of a name.
 *
 * @returns `undefined` if it is no caller
 */
export function standingOf(
  { callers, groups, access }: Pick<Configuration, 'callers' | 'groups' | 'access'>,
  name: string,
): Standing | undefined {
  const caller = callers.find((one) => one.name === name);
  if (!caller) return undefined;
  const own = groups.filter(({ members }) => members.includes(name)).map((group) => group.name);
  return { kind: caller.kind, roles: caller.roles, groups: own, grants: grantsOf(access, own) };
}
