import { SlipwayError } from '../domain/errors.ts';
import type { Secret } from './secret.ts';
import type { SignInEntry } from './sign-in-schema.ts';

/** The OpenID Connect provider of slipway.yaml. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  /** The variable with the secret; absent for a public client. */
  readonly clientSecret?: { readonly env: string };
  /** The required `aud` of bearer tokens. */
  readonly audience: string;
  readonly scopes: readonly string[];
  /** Names of claims. */
  readonly claims: { readonly name: string; readonly groups: string };
  /** Groups of slipway.yaml by the value of the claim. It has no prototype. */
  readonly groups: Readonly<Record<string, string>>;
}

/** The same with the secret itself. */
export interface KnownSignIn extends Omit<SignIn, 'clientSecret'> {
  readonly clientSecret?: Secret;
}

export function signInOf({ audience, groups, ...entry }: SignInEntry): SignIn {
  return {
    ...entry,
    audience: audience ?? entry.clientId,
    groups: Object.assign(Object.create(null), groups),
  };
}

/**
 * Looks up the secret that slipway.yaml leaves to a variable. Only the API needs it.
 *
 * @throws SlipwayError CONFIG_INVALID if it is missing
 */
export function knownSignIn(
  { clientSecret, ...signIn }: SignIn,
  secretOf: (name: string) => Secret | undefined,
): KnownSignIn {
  if (!clientSecret) return signIn;
  const secret = secretOf(clientSecret.env);
  if (secret) return { ...signIn, clientSecret: secret };
  const variable = clientSecret.env;
  throw new SlipwayError(
    'CONFIG_INVALID',
    `${variable} is not set, but signIn in slipway.yaml reads the secret of the client ${signIn.clientId} from it. Set ${variable} or ${variable}_FILE.`,
  );
}
