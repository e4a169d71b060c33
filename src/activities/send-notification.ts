import { SlipwayError } from '../domain/errors.ts';
import type { Notification, NotificationBody } from '../domain/notify/notification.ts';
import type { Recipient } from '../domain/notify/recipient.ts';
import { asFailure } from './notifiers/failure.ts';
import { reportToGithub } from './notifiers/github.ts';
import { reportToGitlab } from './notifiers/gitlab.ts';
import type { Mail } from './notifiers/request.ts';
import { postToSlack } from './notifiers/slack.ts';
import { postWebhook } from './notifiers/webhook.ts';

export interface SendNotificationInput {
  readonly service: string;
  readonly notification: Notification;
}

interface Dependencies {
  /** Who is told, by slipway.yaml as it is now. */
  recipientsOf(service: string): readonly Recipient[];
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
}

/**
 * Sends one notification to its recipient, as slipway.yaml has it now. May be repeated: a recipient
 * that gets it twice knows it by its id. The error says whether and when to try again; it holds no
 * address and no secret.
 *
 * @throws NOTIFICATION_FAILED, NOTIFICATION_REFUSED, RECIPIENT_GONE
 */
export function createSendNotification({ recipientsOf, secretOf }: Dependencies) {
  return async function sendNotification({
    service,
    notification,
  }: SendNotificationInput): Promise<{ to: string }> {
    const { recipient: name, message } = notification;
    try {
      const recipient = recipientsOf(service).find((known) => known.name === name);
      await bring(message, recipient, { name, secretOf });
      return { to: name };
    } catch (error) {
      throw asFailure(error, notification);
    }
  };
}

async function bring(
  message: NotificationBody,
  recipient: Recipient | undefined,
  mail: Mail,
): Promise<void> {
  if (message.kind === 'webhook' && recipient?.kind === 'webhook')
    return postWebhook(recipient, message, mail);
  if (message.kind === 'slack' && recipient?.kind === 'slack')
    return postToSlack(recipient, message, mail);
  if (message.kind === 'github' && recipient?.kind === 'github')
    return reportToGithub(recipient, message, mail);
  if (message.kind === 'gitlab' && recipient?.kind === 'gitlab')
    return reportToGitlab(recipient, message, mail);
  throw new SlipwayError('RECIPIENT_GONE', `slipway.yaml has no ${message.kind} ${mail.name}.`);
}
