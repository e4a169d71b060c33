import { SlipwayError } from '../domain/errors.ts';
import { Secret } from './secret.ts';
import type { WebhookEntry } from './webhook-schema.ts';

/** The variables of slipway.yaml with the secrets of webhooks. */
export interface ConfiguredWebhooks {
  readonly github?: readonly string[];
  readonly gitlab?: { readonly secrets: readonly string[]; readonly tokens: readonly string[] };
  readonly push?: readonly string[];
}

/** The secrets of webhooks. A sender that is missing is refused. */
export interface WebhookKeys {
  readonly github?: readonly Secret[];
  readonly gitlab?: { readonly secrets: readonly Secret[]; readonly tokens: readonly Secret[] };
  readonly push?: readonly Secret[];
}

/** Shorter ones can be guessed. */
const SHORTEST = 16;
/** The limits of Standard Webhooks, in bytes. */
const KEY_BYTES = { least: 24, most: 64 };

export function webhooksOf({ github, gitlab, push }: WebhookEntry): ConfiguredWebhooks {
  return {
    ...(github && { github: namesOf(github.secret) }),
    ...(gitlab && {
      gitlab: { secrets: namesOf(gitlab.secret), tokens: namesOf(gitlab.token) },
    }),
    ...(push && { push: namesOf(push.secret) }),
  };
}

/** The current one first. */
function namesOf(
  secret: { readonly env: string; readonly previous?: string } | undefined,
): readonly string[] {
  if (!secret) return [];
  return secret.previous === undefined ? [secret.env] : [secret.env, secret.previous];
}

/**
 * Looks up the secrets of webhooks. Only the API needs them.
 *
 * @param secretOf `readSecret` of env.ts
 * @throws SlipwayError CONFIG_INVALID if one is missing, too short, or no key
 */
export function webhookKeys(
  { github, gitlab, push }: ConfiguredWebhooks,
  secretOf: SecretOf,
): WebhookKeys {
  const words = (names: readonly string[]) => names.map((name) => wordOf(name, secretOf));
  const keys = (names: readonly string[]) => names.map((name) => keyOf(name, secretOf));
  return {
    ...(github && { github: words(github) }),
    ...(gitlab && { gitlab: { secrets: keys(gitlab.secrets), tokens: words(gitlab.tokens) } }),
    ...(push && { push: keys(push) }),
  };
}

type SecretOf = (name: string) => Secret | undefined;

function wordOf(name: string, secretOf: SecretOf): Secret {
  const secret = given(name, secretOf);
  const { length } = secret.reveal();
  if (length >= SHORTEST) return secret;
  throw invalid(name, `found ${length} characters, expected at least ${SHORTEST}`);
}

function keyOf(name: string, secretOf: SecretOf): Secret {
  const secret = given(name, secretOf);
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.reveal()) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64').length;
  if (bytes >= KEY_BYTES.least && bytes <= KEY_BYTES.most) return secret;
  const { least, most } = KEY_BYTES;
  throw invalid(
    name,
    `found another text, expected whsec_ and ${least} to ${most} bytes as base64`,
  );
}

function given(name: string, secretOf: SecretOf): Secret {
  const secret = secretOf(name);
  if (secret) return secret;
  throw invalid(
    name,
    `not set, but slipway.yaml reads the secret of a webhook from it. Set ${name} or ${name}_FILE`,
  );
}

function invalid(name: string, message: string): SlipwayError {
  return new SlipwayError('CONFIG_INVALID', `${name}: ${message}.`);
}
