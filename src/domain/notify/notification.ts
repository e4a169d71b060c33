/** What the recipients of a service are told of a release: a notification for each thing and recipient. */
import { changedCommitStatuses, type CommitStatus } from '../release/commit-status.ts';
import type { ReleaseEvent } from '../release/event.ts';
import { applyEvent } from '../release/history.ts';
import type { Release } from '../release/release.ts';
import { chatMessage } from './chat-message.ts';
import { type CloudEvent, cloudEvent } from './cloud-event.ts';
import type { EventName } from './event-name.ts';
import { outgoingEvents } from './outgoing-events.ts';
import type {
  ChatTopic,
  GithubRecipient,
  GitlabRecipient,
  Recipient,
  SlackRecipient,
  WebhookRecipient,
} from './recipient.ts';

/** Plain JSON: the history of the outbox keeps it until it has arrived. */
export interface Notification {
  /** Unique among the notifications of a release, and the same whenever it is written: `45.audit`. */
  readonly id: string;
  /** The name of a recipient. */
  readonly recipient: string;
  /** What it is about, in a word. */
  readonly about: EventName | ChatTopic | typeof COMMIT;
  /** When that happened, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly message: NotificationBody;
}

/** What a notification about a commit is about. */
const COMMIT = 'commit';

export type NotificationBody =
  | { readonly kind: 'webhook'; readonly event: CloudEvent }
  | { readonly kind: 'slack'; readonly text: string }
  | ({ readonly kind: 'github' | 'gitlab' } & CommitStatusReport);

/** How a commit stands, where that is new. */
export interface CommitStatusReport {
  readonly releaseId: string;
  readonly service: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Where people find the release. */
  readonly url: string;
  readonly statuses: readonly CommitStatus[];
}

/** What notifications are written about, and to whom. */
export interface NotificationContext {
  /** The run that the story is about. */
  readonly runId: string;
  /** Whether it goes on with the history of another run, by a Reset. */
  readonly isReset?: boolean;
  /** The last event that was written about before. */
  readonly after: number;
  readonly recipients: readonly Recipient[];
}

/**
 * Writes the notifications about the events of a story that come after one.
 *
 * @param story from its beginning
 */
export function notificationsFor(
  history: readonly ReleaseEvent[],
  { runId, isReset = false, after, recipients }: NotificationContext,
): readonly Notification[] {
  // Two runs have events with the same number.
  const run = isReset ? `${runId.slice(0, 8)}-` : '';
  const notifications: Notification[] = [];
  let release: Release | undefined;
  for (const event of history) {
    const before = release;
    release = applyEvent(before, event);
    if (!release || event.id <= after) continue;
    const news: EventInHistory = { event, before, after: release, runId };
    for (const recipient of recipients)
      for (const { part, about, message } of writingsFor(recipient, news)) {
        const id = `${run}${event.id}${part}.${recipient.name}`;
        notifications.push({ id, recipient: recipient.name, about, atMs: event.atMs, message });
      }
  }
  return notifications;
}

/** One event of a story, and what was known before and with it. */
interface EventInHistory {
  readonly event: ReleaseEvent;
  readonly before: Release | undefined;
  readonly after: Release;
  readonly runId: string;
}

interface Writing extends Pick<Notification, 'about' | 'message'> {
  /** Which part of the news it is: empty for the first. */
  readonly part: string;
}

function writingsFor(recipient: Recipient, news: EventInHistory): readonly Writing[] {
  switch (recipient.kind) {
    case 'webhook':
      return eventsFor(recipient, news);
    case 'slack':
      return messageFor(recipient, news);
    case 'github':
    case 'gitlab':
      return reportFor(recipient, news);
  }
}

function eventsFor(
  { events }: WebhookRecipient,
  { event, before, after, runId }: EventInHistory,
): readonly Writing[] {
  const { id, atMs } = event;
  const { input } = after;
  return outgoingEvents(event, before, after).flatMap((occurrence, index) => {
    const about = occurrence.name;
    if (events && !events.includes(about)) return [];
    const part = index === 0 ? '' : `-${index + 1}`;
    const said = cloudEvent(occurrence, { id: `${runId}-${id}${part}`, atMs, input });
    return [{ part, about, message: { kind: 'webhook' as const, event: said } }];
  });
}

function messageFor(
  { topics: wanted }: SlackRecipient,
  { event, before, after }: EventInHistory,
): readonly Writing[] {
  const said = chatMessage(event, before, after);
  if (!said || (wanted && !wanted.includes(said.about))) return [];
  const { about, text } = said;
  return [{ part: '', about, message: { kind: 'slack', text } }];
}

function reportFor(
  { kind }: GithubRecipient | GitlabRecipient,
  { before, after }: EventInHistory,
): readonly Writing[] {
  const changed = changedCommitStatuses(before, after);
  if (changed.length === 0) return [];
  const { id: releaseId, service, commit, url } = after.input;
  const message = { kind, releaseId, service, commit, url, statuses: changed };
  return [{ part: '', about: COMMIT, message }];
}
