/** The recipients of the notifications of a service, as slipway.yaml has them now. */
import type { EventName } from './event-name.ts';

/** The name of a variable of the worker that holds a secret. */
export interface SecretName {
  readonly env: string;
}

interface AnyRecipient {
  /** Unique among the recipients of a service. */
  readonly name: string;
}

/** Gets every change as a signed CloudEvent. */
export interface WebhookRecipient extends AnyRecipient {
  readonly kind: 'webhook';
  readonly url: string;
  readonly secret: SecretName;
  /** The wanted events. Default: all */
  readonly events?: readonly EventName[];
}

/** Gets messages for users, by an incoming webhook of Slack. */
export interface SlackRecipient extends AnyRecipient {
  readonly kind: 'slack';
  /** A secret, because everyone who knows the address can post there. */
  readonly url: SecretName;
  /** The wanted topics. Default: all */
  readonly topics?: readonly ChatTopic[];
}

/** Shows the status of each commit, and the deployments. */
export interface GithubRecipient extends AnyRecipient {
  readonly kind: 'github';
  /** `owner/name`. */
  readonly repository: string;
  readonly token: SecretName;
  /** The address of its API, without a slash at the end. */
  readonly api: string;
}

/** Shows the status of each commit. */
export interface GitlabRecipient extends AnyRecipient {
  readonly kind: 'gitlab';
  /** Its path, such as `group/name`, or its number. */
  readonly project: string;
  readonly token: SecretName;
  /** The address of its API, without a slash at the end. */
  readonly api: string;
}

export type Recipient = WebhookRecipient | SlackRecipient | GithubRecipient | GitlabRecipient;

/** The topics of messages in a chat. */
export const CHAT_TOPICS = ['approval', 'reminder', 'escalation', 'guidance', 'outcome'] as const;

export type ChatTopic = (typeof CHAT_TOPICS)[number];
