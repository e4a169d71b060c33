import type { Client } from '@temporalio/client';
import { type Phase, PHASES } from '../domain/release/release.ts';
import { recheckSignal, type ReleaseWorkflow } from '../workflows/shared/messages.ts';
import { isMissing } from './errors.ts';
import { phaseQuery } from './waiting-releases.ts';

type Why = 'window' | 'live';

/** The phases of the releases concerned: in that environment, and in any environment of the service. */
interface Concerned {
  readonly there: readonly Phase[];
  readonly anywhere: readonly Phase[];
}

/** A queued release needs neither: everything is checked again under the lock. */
const NOT_IN_THE_QUEUE = PHASES.filter((phase) => phase !== 'done' && phase !== 'queued');

const CONCERNED: Readonly<Record<Why, Concerned>> = {
  // Windows change seldom, and a wait for one may be long: so all promoted releases are told.
  window: { there: NOT_IN_THE_QUEUE, anywhere: NOT_IN_THE_QUEUE },
  // A release that is about to check is in that environment. A soak is for the environment after it.
  live: { there: NOT_IN_THE_QUEUE, anywhere: ['soaking'] },
};

/** How many releases are signaled at once. */
const AT_ONCE = 10;

/**
 * Signals the waiting releases to check again, and those that may have checked but do not wait yet. Safe
 * to call twice. A failure for one release delays no other, and is thrown at the end.
 *
 * @param place where something changed; default: everywhere. The run that changed it gets no signal
 * @param why whether windows or a live release changed
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
