import { createHash, timingSafeEqual } from 'node:crypto';
import { SlipwayError } from '../domain/errors.ts';
import type { AuthMethod, Grant, Principal } from '../domain/people/principal.ts';
import type { Configuration, ConfiguredPrincipal } from './configuration.ts';
import { permissionsOf } from './permissions.ts';
import type { Secret } from './secret.ts';
import type { PrincipalEntry } from './slipway-schema.ts';

/** A principal whose token can be compared. */
export interface KnownPrincipal extends Omit<ConfiguredPrincipal, 'token'> {
  readonly groups: readonly string[];
  /** The roles of its groups. */
  readonly grants: readonly Grant[];
  /** 64 lowercase hexadecimal digits. */
  readonly tokenSha256: string;
}

/** Shorter ones can be guessed, and SHA-256 does not slow the guessing. */
const SHORTEST_TOKEN = 20;

export function principalOf(
  entry: PrincipalEntry,
  kind: ConfiguredPrincipal['kind'],
): ConfiguredPrincipal {
  const { name, roles } = entry;
  const token = 'token' in entry ? entry.token : { sha256: entry.tokenSha256 };
  return { name, kind, roles, token };
}

/**
 * Looks up the tokens that slipway.yaml leaves to variables. Only the API needs them, so a worker
 * starts without.
 *
 * @param secretOf `readSecret` of env.ts
 * @throws SlipwayError CONFIG_INVALID if one is missing or too short, or two principals share one
 */
export function knownPrincipals(
  configuration: Pick<Configuration, 'principals' | 'groups' | 'access'>,
  secretOf: (name: string) => Secret | undefined,
): readonly KnownPrincipal[] {
  const owners = new Map<string, string>();
  return configuration.principals.map(({ token, ...principal }) => {
    const tokenSha256 = 'sha256' in token ? token.sha256 : digestOf(token.env, secretOf);
    const owner = owners.get(tokenSha256);
    if (owner !== undefined)
      throw new SlipwayError(
        'CONFIG_INVALID',
        `${principal.name} and ${owner} use the same token.`,
      );
    owners.set(tokenSha256, principal.name);
    const { groups = [], grants = [] } = permissionsOf(configuration, principal.name) ?? {};
    return { ...principal, groups, grants, tokenSha256 };
  });
}

function digestOf(variable: string, secretOf: (name: string) => Secret | undefined): string {
  const token = secretOf(variable)?.reveal();
  if (token === undefined)
    throw new SlipwayError(
      'CONFIG_INVALID',
      `${variable} is not set, but slipway.yaml reads a token from it. Set ${variable} or ${variable}_FILE.`,
    );
  if (token.length < SHORTEST_TOKEN)
    throw new SlipwayError(
      'CONFIG_INVALID',
      `${variable}: found ${token.length} characters, expected at least ${SHORTEST_TOKEN}.`,
    );
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The principal whose token this is. Every principal is compared, so that the time
 * does not show which one was near.
 */
export function principalByToken(
  principals: readonly KnownPrincipal[],
  token: string,
): KnownPrincipal | undefined {
  const digest = createHash('sha256').update(token).digest();
  const matches = principals.filter(({ tokenSha256 }) =>
    timingSafeEqual(Buffer.from(tokenSha256, 'hex'), digest),
  );
  return matches[0];
}

/** A principal of slipway.yaml, as every call sees it. */
export function asPrincipal(
  { name, kind, roles, groups, grants }: KnownPrincipal,
  via: AuthMethod,
): Principal {
  return { name, kind, roles, groups, grants, via };
}
