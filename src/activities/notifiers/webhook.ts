import type { NotificationBody } from '../../domain/notify/notification.ts';
import type { WebhookRecipient } from '../../domain/notify/recipient.ts';
import { requireTaken } from './answer.ts';
import { type Mail, secretNamed, send } from './request.ts';
import { signedHeaders } from './signature.ts';

/**
 * Posts a CloudEvent in structured mode, signed anew: receivers refuse signatures that are old.
 *
 * @throws SlipwayError what `send`, `signedHeaders` and `requireTaken` throw
 */
export async function postWebhook(
  { url, secret }: WebhookRecipient,
  { event }: Extract<NotificationBody, { kind: 'webhook' }>,
  mail: Mail,
): Promise<void> {
  const body = JSON.stringify(event);
  const key = secretNamed(secret.env, mail);
  const signed = signedHeaders({ id: event.id, body, atMs: Date.now() }, key);
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    ...signed,
  };
  await requireTaken(await send({ url, headers, body }, mail), mail);
}
