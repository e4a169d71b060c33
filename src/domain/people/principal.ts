/**
 * The roles: `start` releases, `approve` them, `operate` running releases and environments,
 * `override` approvals, soaks and windows, `admin` for all of these.
 */
export const ROLES = ['start', 'approve', 'operate', 'override', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** How a principal signs in. `local` is the developer on this machine, without credentials. */
export const AUTH_METHODS = ['token', 'session', 'jwt', 'local'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** Roles limited to services or environments. */
export interface Grant {
  readonly roles: readonly Role[];
  /** Names; absent: every service. */
  readonly services?: readonly string[] | undefined;
  /** Names; absent: every environment, and actions on a whole release. */
  readonly environments?: readonly string[] | undefined;
}

/** A grant to all members of some groups. */
export interface AccessRule extends Grant {
  readonly groups: readonly string[];
}

/** The scope of an action. Without an environment: a whole release. */
export interface AccessScope {
  readonly service: string;
  readonly environment?: string | undefined;
}

/** A user or service account, as its credential identifies it. */
export interface Principal {
  readonly name: string;
  /** Only users vote. */
  readonly kind: 'user' | 'service-account';
  /** Roles for every service and environment. */
  readonly roles: readonly Role[];
  readonly grants: readonly Grant[];
  /** Its groups in slipway.yaml. */
  readonly groups: readonly string[];
  /** The groups attested by an identity provider; absent without one. */
  readonly attested?: readonly string[];
  readonly via: AuthMethod;
}

/**
 * Whether a principal has a role in a scope.
 *
 * @param where `somewhere` asks whether any scope has the role
 */
export function hasRole(
  { roles, grants }: Pick<Principal, 'roles' | 'grants'>,
  role: Role,
  where: AccessScope | 'somewhere',
): boolean {
  const reaching = where === 'somewhere' ? grants : grants.filter((one) => reaches(one, where));
  return includesRole([...roles, ...reaching.flatMap((grant) => grant.roles)], role);
}

/** Whether roles include one. `admin` includes every other. */
export function includesRole(roles: readonly Role[], role: Role): boolean {
  return roles.includes(role) || roles.includes('admin');
}

/** The grants of groups, in the order of the rules. */
export function grantsOf(
  access: readonly AccessRule[],
  groups: readonly string[],
): readonly Grant[] {
  return access
    .filter((rule) => rule.groups.some((group) => groups.includes(group)))
    .map(({ roles, services, environments }) => ({
      roles,
      ...(services && { services }),
      ...(environments && { environments }),
    }));
}

function reaches(
  { services, environments }: Grant,
  { service, environment }: AccessScope,
): boolean {
  if (services && !services.includes(service)) return false;
  return !environments || (environment !== undefined && environments.includes(environment));
}
