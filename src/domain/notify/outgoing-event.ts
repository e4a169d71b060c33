import type { EventName } from './event-name.ts';

export interface OutgoingEvent {
  readonly name: EventName;
  /** The subject, unique among the subjects of its kind. */
  readonly subject: string;
  /** The content that CDEvents has fields for. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The rest. */
  readonly custom?: Readonly<Record<string, unknown>>;
}
