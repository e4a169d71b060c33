import type { Client } from '@temporalio/client';
import { type Phase, PHASES, WAITING_PHASES } from '../domain/release.ts';
import { lookAgainSignal, type ReleaseWorkflow } from '../workflows/messages.ts';
import { isMissing } from './errors.ts';
import { phaseQuery } from './waiting-releases.ts';

type Why = 'calendar' | 'live' | 'queue';

const WATCHING: readonly Phase[] = [...WAITING_PHASES, 'watching'];
/** Who is on its way may be looking right now. */
const ON_ITS_WAY = PHASES.filter((phase) => phase !== 'done' && !WATCHING.includes(phase));
/** In these a release waits for its own environment, or watches it: others do not matter to it. */
const THERE = WATCHING.filter((phase) => phase !== 'soaking');

/** Whom it matters to: there, and in whatever environment. Who soaks waits for the one after it. */
const CONCERNED: Readonly<Record<Why, { there: readonly Phase[]; anywhere: readonly Phase[] }>> = {
  calendar: { there: THERE, anywhere: [...ON_ITS_WAY, 'soaking'] },
  live: { there: THERE, anywhere: [...ON_ITS_WAY, 'soaking'] },
  // No gate asks anything else because of it.
  queue: { there: ['awaiting-lock'], anywhere: ON_ITS_WAY },
};
/** How many are told at once. */
const AT_ONCE = 10;

/**
 * Tells the releases that wait that what they wait for may be another now, and those that are on
 * their way to a wait: they may have looked already and not wait yet. Safe to call twice. One that
 * cannot be told does not keep the others from it; it is thrown at the end.
 *
 * @param place where it changed; everywhere, if it does not say. The run that changed it is not told
 * @param why the calendars, what is live, or who holds an environment and who is next there
 */
export async function tellWaiting(
  client: Client,
  place: { readonly service?: string; readonly environment?: string; readonly by?: string },
  why: Why,
): Promise<void> {
  const ids: string[] = [];
  const { environment: _, ...anywhere } = place;
  const concerned = CONCERNED[why];
  const query = `(${phaseQuery(concerned.there, place)}) OR (${phaseQuery(concerned.anywhere, anywhere)})`;
  for await (const { workflowId, runId } of client.workflow.list({ query }))
    if (place.by === undefined || runId !== place.by) ids.push(workflowId);
  const failures: unknown[] = [];
  while (ids.length > 0) await Promise.all(ids.splice(0, AT_ONCE).map(tell));
  if (failures.length > 0) throw failures[0];

  async function tell(id: string): Promise<void> {
    try {
      await client.workflow.getHandle<ReleaseWorkflow>(id).signal(lookAgainSignal, { why });
    } catch (error) {
      // It has ended meanwhile.
      if (!isMissing(error)) failures.push(error);
    }
  }
}
