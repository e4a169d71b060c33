/** Who is told what happens to the releases of a service, as slipway.yaml has it now. */
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
  /** Those that it wants; all of them, if it does not say. */
  readonly events?: readonly EventName[];
}

/** Gets messages for people, as incoming webhooks of Slack take them. */
export interface SlackRecipient extends AnyRecipient {
  readonly kind: 'slack';
  /** Whoever knows the address can write there. */
  readonly url: SecretName;
  /** Those that it wants; all of them, if it does not say. */
  readonly topics?: readonly ChatTopic[];
}

/** Shows on each commit how it stands, and what is deployed. */
export interface GithubRecipient extends AnyRecipient {
  readonly kind: 'github';
  /** `owner/name`. */
  readonly repository: string;
  readonly token: SecretName;
  /** The address of its API, without a slash at the end. */
  readonly api: string;
}

/** Shows on each commit how it stands. */
export interface GitlabRecipient extends AnyRecipient {
  readonly kind: 'gitlab';
  /** Its path, such as `group/name`, or its number. */
  readonly project: string;
  readonly token: SecretName;
  /** The address of its API, without a slash at the end. */
  readonly api: string;
}

export type Recipient = WebhookRecipient | SlackRecipient | GithubRecipient | GitlabRecipient;

/** What a chat is told of. */
export const CHAT_TOPICS = ['approval', 'reminder', 'escalation', 'guidance', 'outcome'] as const;

export type ChatTopic = (typeof CHAT_TOPICS)[number];
