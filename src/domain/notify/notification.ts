/** The notifications of a release: one for each event and recipient. */
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

/** Plain JSON: the history of the outbox keeps it until it is sent. */
export interface Notification {
  /** Unique among the notifications of a release, and the same whenever it is made: `45.audit`. */
  readonly id: string;
  /** The name of a recipient. */
  readonly recipient: string;
  /** The subject, in a word. */
  readonly about: EventName | ChatTopic | typeof COMMIT;
  /** When that happened, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly message: NotificationBody;
}

/** The subject of a notification about a commit. */
const COMMIT = 'commit';

export type NotificationBody =
  | { readonly kind: 'webhook'; readonly event: CloudEvent }
  | { readonly kind: 'slack'; readonly text: string }
  | ({ readonly kind: 'github' | 'gitlab' } & CommitStatusReport);

/** The changed statuses of a commit. */
export interface CommitStatusReport {
  readonly releaseId: string;
  readonly service: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The page of the release. */
  readonly url: string;
  readonly statuses: readonly CommitStatus[];
}

/** The events to make notifications of, and the recipients. */
export interface NotificationContext {
  /** The run of the history. */
  readonly runId: string;
  /** Whether a Reset made the run from another one. */
  readonly isReset?: boolean;
  /** The last event that was written about before. */
  readonly after: number;
  readonly recipients: readonly Recipient[];
}

/**
 * Makes the notifications of the events after one.
 *
 * @param history from its beginning
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

/** One event, and the state of the release before and after it. */
interface EventInHistory {
  readonly event: ReleaseEvent;
  readonly before: Release | undefined;
  readonly after: Release;
  readonly runId: string;
}

interface Writing extends Pick<Notification, 'about' | 'message'> {
  /** The number of the part, where an event has several: empty for the first. */
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
