import { type EnvironmentState, type Holder, leave, loseTrack } from '../domain/environment.ts';
import { steps } from './activities.ts';
import { holdRule } from './holds.ts';

/** What a probe of the target may take. */
const PROBE_MS = 60_000;

type Settle = (state: EnvironmentState, nowMs: number) => EnvironmentState;

/**
 * Finds out what a holder that died has left behind, by asking the target which release is live.
 * Where the target cannot tell, it is not guessed: a person looks.
 *
 * @returns how the environment goes on
 */
export async function afterDeath(
  { service, environment }: EnvironmentState,
  holder: Holder,
): Promise<Settle> {
  const { releaseId, runId, commit, digest, heartbeatMs } = holder;
  if (digest === undefined) return (state, nowMs) => leave(state, { runId }, nowMs);
  const { probe } = steps(environment, PROBE_MS, Math.max(heartbeatMs, 2_000));
  const found = await probe({ service, environment, releaseId }).catch(() => ({ known: false }));
  if (!found.known) return (state, nowMs) => loseTrack(state, nowMs, holdRule());
  const isLive = 'releaseId' in found && found.releaseId === releaseId;
  return (state, nowMs) => {
    const wasLive = state.live?.releaseId === releaseId;
    const live = { releaseId, commit, digest, atMs: nowMs, verified: false };
    return leave(state, { runId, ...(isLive && !wasLive && { live }) }, nowMs);
  };
}
