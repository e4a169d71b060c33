/** What the recipients of a service are told of a release: a letter for each thing and recipient. */
import { chatMessage, type Occasion } from './chat-message.ts';
import { type CloudEvent, cloudEvent } from './cloud-event.ts';
import type { EventName } from './event-name.ts';
import type { StoryEvent } from './happening.ts';
import { occurrencesOf } from './occurrence.ts';
import type {
  GithubRecipient,
  GitlabRecipient,
  Recipient,
  SlackRecipient,
  WebhookRecipient,
} from './recipient.ts';
import type { Release } from './release.ts';
import { newStandings, type Standing } from './standing.ts';
import { evolve } from './story.ts';

/** Plain JSON: the history of the outbox keeps it until it has arrived. */
export interface Letter {
  /** Unique among the letters of a run, and the same whenever it is written: `45.audit`. */
  readonly id: string;
  /** The name of a recipient. */
  readonly recipient: string;
  /** What it is about, in a word. */
  readonly about: EventName | Occasion | typeof COMMIT;
  /** When that happened, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly message: Message;
}

/** What a letter about a commit is about. */
const COMMIT = 'commit';

export type Message =
  | { readonly kind: 'webhook'; readonly event: CloudEvent }
  | { readonly kind: 'slack'; readonly text: string }
  | ({ readonly kind: 'github' | 'gitlab' } & CommitReport);

/** How a commit stands, where that is new. */
export interface CommitReport {
  readonly releaseId: string;
  readonly service: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Where people find the release. */
  readonly url: string;
  readonly standings: readonly Standing[];
}

/**
 * Writes the letters about the events of a story that come after one.
 *
 * @param story from its beginning
 * @param runId the run that the story is about
 */
export function lettersAbout(
  story: readonly StoryEvent[],
  {
    after,
    runId,
    recipients,
  }: {
    readonly after: number;
    readonly runId: string;
    readonly recipients: readonly Recipient[];
  },
): readonly Letter[] {
  const letters: Letter[] = [];
  let release: Release | undefined;
  for (const event of story) {
    const before = release;
    release = evolve(before, event);
    if (!release || event.id <= after) continue;
    const news: News = { event, before, after: release, runId };
    for (const recipient of recipients) letters.push(...lettersTo(recipient, news));
  }
  return letters;
}

/** One event of a story, and what was known before and with it. */
interface News {
  readonly event: StoryEvent;
  readonly before: Release | undefined;
  readonly after: Release;
  readonly runId: string;
}

function lettersTo(recipient: Recipient, news: News): readonly Letter[] {
  switch (recipient.kind) {
    case 'webhook':
      return eventsFor(recipient, news);
    case 'slack':
      return messagesFor(recipient, news);
    case 'github':
    case 'gitlab':
      return reportsFor(recipient, news);
  }
}

function messagesFor(
  { name: recipient, about: wanted }: SlackRecipient,
  { event, before, after }: News,
): readonly Letter[] {
  const said = chatMessage(event, before, after);
  if (!said || (wanted && !wanted.includes(said.about))) return [];
  const { about, text } = said;
  const message = { kind: 'slack', text } as const;
  return [{ id: `${event.id}.${recipient}`, recipient, about, atMs: event.atMs, message }];
}

function reportsFor(
  { name: recipient, kind }: GithubRecipient | GitlabRecipient,
  { event, before, after }: News,
): readonly Letter[] {
  const changed = newStandings(before, after);
  if (changed.length === 0) return [];
  const { id: releaseId, service, commit, url } = after.input;
  const message = { kind, releaseId, service, commit, url, standings: changed };
  const { id, atMs } = event;
  return [{ id: `${id}.${recipient}`, recipient, about: COMMIT, atMs, message }];
}

/** An event of a history may be several things: the first has its number for an id. */
function eventsFor(
  { name: recipient, events }: WebhookRecipient,
  { event, before, after, runId }: News,
): readonly Letter[] {
  const { id, atMs } = event;
  return occurrencesOf(event, before, after).flatMap((occurrence, index): Letter[] => {
    const about = occurrence.name;
    if (events && !events.includes(about)) return [];
    const turn = index === 0 ? '' : `-${index + 1}`;
    const said = cloudEvent(occurrence, { id: `${runId}-${id}${turn}`, atMs, input: after.input });
    const message = { kind: 'webhook', event: said } as const;
    return [{ id: `${id}${turn}.${recipient}`, recipient, about, atMs, message }];
  });
}
