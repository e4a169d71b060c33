import type { ReleaseInput } from '../domain/release.ts';
import { handleWakeUps, type WakeUps } from './notices.ts';
import { handleInterventions, type Interventions } from './orders.ts';
import type { AuditLog } from './recorder.ts';

/** What others have told this release while it waited, and what people have ordered. */
export type ReleaseSignals = WakeUps & Interventions;

/** Takes in what is sent to a release. Call it before the first `await`. */
export function handleSignals(input: ReleaseInput, auditLog: AuditLog): ReleaseSignals {
  return { ...handleWakeUps(), ...handleInterventions(input, auditLog) };
}
