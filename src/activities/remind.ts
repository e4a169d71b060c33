import type { ReleaseEventBody } from '../domain/release/event.ts';

export type Reminder = Omit<Extract<ReleaseEventBody, { kind: 'reminded' }>, 'kind'>;

/**
 * Writes a reminder into the history of the release: whoever reads the history notifies people.
 * Does nothing else, so it may be repeated.
 */
export async function remind(reminder: Reminder): Promise<Reminder> {
  return reminder;
}
