import { SlipwayError } from '../domain/errors.ts';
import type { Configuration } from './configuration.ts';
import { readSecret, type Variables } from './env.ts';
import { type KnownPrincipal, knownPrincipals } from './principals.ts';
import type { Secret } from './secret.ts';
import { type KnownSignIn, knownSignIn } from './sign-in.ts';
import { type WebhookKeys, webhookKeys } from './webhook-keys.ts';

export const LOCAL_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** Who may call and push, by a configuration. */
export interface AuthSettings {
  readonly principals: readonly KnownPrincipal[];
  readonly signIn?: KnownSignIn;
  /** Who may say that something was pushed. */
  readonly webhooks: WebhookKeys;
  /** Whether nobody is configured: who reaches the API is the developer on this machine. */
  readonly isLocal: boolean;
}

export type AuthSettingsOf = (configuration: Configuration) => AuthSettings;

/**
 * Makes a function that tells who may call by a configuration; it looks each one's secrets up once.
 * Where nobody is configured, everybody who reaches the port may approve: only this machine may
 * reach it. And principals that vanish while it runs do not open an API that others reach by a proxy.
 *
 * @returns a function that throws SlipwayError CONFIG_INVALID for a token or a secret of a webhook
 *   that is missing or bad, and BIND_REFUSED if nobody is configured and the API is not local
 */
export function createAuthSettings(api: {
  readonly host: string;
  /** Where people reach it. */
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
