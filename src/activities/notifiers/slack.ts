import type { NotificationBody } from '../../domain/notify/notification.ts';
import type { SlackRecipient } from '../../domain/notify/recipient.ts';
import { requireTaken } from './answer.ts';
import { type Mail, secretNamed, send } from './request.ts';

/**
 * Posts a message to an incoming webhook of Slack, or of what takes the same.
 *
 * @throws SlipwayError what `send` and `requireTaken` throw
 */
export async function postToSlack(
  { url }: SlackRecipient,
  { text }: Extract<NotificationBody, { kind: 'slack' }>,
  mail: Mail,
): Promise<void> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const request = { url: secretNamed(url.env, mail), headers, body: JSON.stringify({ text }) };
  await requireTaken(await send(request, mail), mail);
}
