import { z } from 'zod';
import { about, variableName } from './fields.ts';

const secret = z.strictObject({
  env: about(
    variableName(),
    'The variable with the secret, or `…_FILE` with its path.',
    'PUSH_WEBHOOK_SECRET',
  ),
  previous: about(
    variableName().exactOptional(),
    'The variable with the previous secret, still accepted during rotation.',
    'OLD_PUSH_WEBHOOK_SECRET',
  ),
});

const STANDARD = '`whsec_` and base64, by Standard Webhooks';

/** The senders of webhooks, with their secrets. */
export const WEBHOOK_SCHEMA = z.strictObject({
  github: about(
    z
      .strictObject({
        secret: about(secret, 'The secret of the webhook, at least 16 characters.'),
      })
      .exactOptional(),
    '`POST /webhooks/github`.',
  ),
  gitlab: about(
    z
      .strictObject({
        secret: about(secret.exactOptional(), `The signing token of the webhook: ${STANDARD}.`),
        token: about(
          secret.exactOptional(),
          'The secret token of the webhook, where GitLab does not sign. Anyone who sees one request knows it.',
        ),
      })
      .refine((entry) => entry.secret !== undefined || entry.token !== undefined, {
        error: 'secret or token',
      })
      .exactOptional(),
    '`POST /webhooks/gitlab`.',
  ),
  push: about(
    z
      .strictObject({
        secret: about(secret, `The key: ${STANDARD}.`),
      })
      .exactOptional(),
    '`POST /webhooks/push`, for any other host.',
  ),
});

export type WebhookEntry = z.output<typeof WEBHOOK_SCHEMA>;
