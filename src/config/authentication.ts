import { SlipwayError } from '../domain/errors.ts';
import type { Configuration } from './configuration.ts';
import { readSecret, type Variables } from './env.ts';
import { type KnownPrincipal, knownPrincipals } from './principals.ts';
import type { Secret } from './secret.ts';
import { type KnownSignIn, knownSignIn } from './sign-in.ts';
import { type WebhookKeys, webhookKeys } from './webhook-keys.ts';

export const LOCAL_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** The principals and senders of webhooks of a configuration. */
export interface AuthSettings {
  readonly principals: readonly KnownPrincipal[];
  readonly signIn?: KnownSignIn;
  /** The secrets of the senders of pushes. */
  readonly webhooks: WebhookKeys;
  /** Whether no principal is configured: every call comes from the developer on this machine. */
  readonly isLocal: boolean;
}

export type AuthSettingsOf = (configuration: Configuration) => AuthSettings;

/**
 * Makes a function that reads the principals of a configuration; it looks up each one's secrets once.
 * Without principals every call may approve, so the API listens on this machine only. Principals
 * that vanish while it runs do not open an API that others reach by a proxy.
 *
 * @returns a function that throws SlipwayError CONFIG_INVALID for a token or a secret of a webhook
 *   that is missing or bad, and BIND_REFUSED if no principal is configured and the API is not local
 */
export function createAuthSettings(api: {
  readonly host: string;
  /** The address in browsers. */
  readonly publicUrl: string | undefined;
  readonly variables: Variables;
}): AuthSettingsOf {
  const known = new WeakMap<Configuration, AuthSettings>();
  let hadPrincipals = false;
  return (configuration) => {
    const found = known.get(configuration);
    if (found) return found;
    const admitted = lookUp(configuration, (name) => readSecret(name, api.variables));
    if (admitted.isLocal) {
      refusePublicAddress(api.host);
      if (hadPrincipals && api.publicUrl) refusePublicAddress(new URL(api.publicUrl).hostname);
    }
    hadPrincipals = !admitted.isLocal;
    known.set(configuration, admitted);
    return admitted;
  };
}

function lookUp(
  configuration: Configuration,
  secretOf: (name: string) => Secret | undefined,
): AuthSettings {
  const principals = knownPrincipals(configuration, secretOf);
  const signIn = configuration.signIn && knownSignIn(configuration.signIn, secretOf);
  const isLocal = principals.length === 0 && !signIn;
  const webhooks = webhookKeys(configuration.webhooks, secretOf);
  return { principals, ...(signIn && { signIn }), webhooks, isLocal };
}

function refusePublicAddress(host: string): void {
  if (LOCAL_HOSTS.includes(host)) return;
  throw new SlipwayError(
    'BIND_REFUSED',
    `No users are set up in slipway.yaml, so the API cannot listen on ${host}.`,
  );
}
