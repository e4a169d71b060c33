import type { ReleaseInput } from '../../domain/release/release.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';
import { handleInterventions, type Interventions } from './interventions.ts';
import { handleWakeUps, type WakeUps } from './wake-ups.ts';

/** What others have told this release while it waited, and what people have ordered. */
export type ReleaseSignals = WakeUps & Interventions;

/** Takes in what is sent to a release. Call it before the first `await`. */
export function handleSignals(input: ReleaseInput, publisher: StatusPublisher): ReleaseSignals {
  return { ...handleWakeUps(), ...handleInterventions(input, publisher) };
}
