/**
 * What a caller may do: `start` releases, `approve` them, `operate` what runs, `override` what
 * keeps one out of an environment, `admin` all.
 */
export const ROLES = ['start', 'approve', 'operate', 'override', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** By what a caller is known. `local` is the developer on this machine, who needs nothing. */
export const AUTH_METHODS = ['token', 'session', 'jwt', 'local'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** Roles that hold in some places only. */
export interface Grant {
  readonly roles: readonly Role[];
  /** Names; absent: every service. */
  readonly services?: readonly string[] | undefined;
  /** Names; absent: every environment, and what concerns a release as a whole. */
  readonly environments?: readonly string[] | undefined;
}

/** A grant to everybody of some groups. */
export interface AccessRule extends Grant {
  readonly groups: readonly string[];
}

/** What an act is about. Without an environment: a release as a whole. */
export interface AccessScope {
  readonly service: string;
  readonly environment?: string | undefined;
}

/** Who calls, as the credential says it. */
export interface Principal {
  readonly name: string;
  /** Only people vote. */
  readonly kind: 'person' | 'service';
  /** Roles that hold everywhere. */
  readonly roles: readonly Role[];
  readonly grants: readonly Grant[];
  /** The groups of slipway.yaml that it belongs to. */
  readonly groups: readonly string[];
  /** Those of them that an identity provider attests; absent where none was asked. */
  readonly attested?: readonly string[];
  readonly via: AuthMethod;
}

/**
 * Whether a caller has a role in a place.
 *
 * @param where `somewhere` asks whether there is such a place at all
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

/** What belonging to groups gives, in the order of the rules. */
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
