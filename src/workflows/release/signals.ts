import type { ReleaseInput } from '../../domain/release/release.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';
import { handleInterventions, type Interventions } from './interventions.ts';
import { handleWakeUps, type WakeUps } from './wake-ups.ts';

/** The signals about changes around this release, and the interventions of users. */
export type ReleaseSignals = WakeUps & Interventions;

/** Handles the signals to a release, but for its votes. Call it before the first `await`. */
export function handleSignals(input: ReleaseInput, publisher: StatusPublisher): ReleaseSignals {
  return { ...handleWakeUps(), ...handleInterventions(input, publisher) };
}
