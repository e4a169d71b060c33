import type { Client } from '@temporalio/client';
import { type Phase, PHASES } from '../domain/release/release.ts';
import { recheckSignal, type ReleaseWorkflow } from '../workflows/shared/messages.ts';
import { isMissing } from './errors.ts';
import { phaseQuery } from './waiting-releases.ts';

type Why = 'window' | 'live';

/** Whom it matters to: there, and in whatever environment of the service. */
interface Concerned {
  readonly there: readonly Phase[];
  readonly anywhere: readonly Phase[];
}

/** Who waits for its turn needs neither: all is looked at again under the lock. */
const NOT_IN_THE_QUEUE = PHASES.filter((phase) => phase !== 'done' && phase !== 'queued');

const CONCERNED: Readonly<Record<Why, Concerned>> = {
  // Windows change seldom, and a wait for one may be long: who is on its way anywhere is told too.
  window: { there: NOT_IN_THE_QUEUE, anywhere: NOT_IN_THE_QUEUE },
  // Who is about to look is there already. Who soaks waits for the environment after this one.
  live: { there: NOT_IN_THE_QUEUE, anywhere: ['soaking'] },
};

/** How many are told at once. */
const AT_ONCE = 10;

/**
 * Tells the releases that wait that what they wait for may be another now, and those that are on
 * their way to a wait: they may have looked already and not wait yet. Safe to call twice. One that
 * cannot be told does not keep the others from it; it is thrown at the end.
 *
 * @param place where it changed; everywhere, if it does not say. The run that changed it is not told
 * @param why the windows, or what is live
 */
export async function recheckWaiting(
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
      await client.workflow.getHandle<ReleaseWorkflow>(id).signal(recheckSignal, { why });
    } catch (error) {
      // It has ended meanwhile.
      if (!isMissing(error)) failures.push(error);
    }
  }
}
