import type { Client } from '@temporalio/client';
import { type Phase, WAITING_PHASES } from '../domain/release.ts';
import { lookAgainSignal, type ReleaseWorkflow } from '../workflows/messages.ts';
import { isMissing } from './errors.ts';
import { phaseQuery } from './waiting-releases.ts';

/** Who waits, and who watches: what it watches may have been replaced. */
const PHASES: readonly Phase[] = [...WAITING_PHASES, 'watching'];
/** How many are told at once. */
const AT_ONCE = 10;

/**
 * Tells the releases that wait that what they wait for may be another now. Safe to call twice.
 * One that cannot be told does not keep the others from it; it is thrown at the end.
 *
 * @param place where it changed; everywhere, if it does not say
 */
export async function tellWaiting(
  client: Client,
  place: { readonly service?: string; readonly environment?: string },
  why: 'calendar' | 'live',
): Promise<void> {
  const ids: string[] = [];
  // Who soaks waits for the environment after the one where it changed.
  const { environment: _, ...soakers } = place;
  const query = `(${phaseQuery(PHASES, place)}) OR (${phaseQuery(['soaking'], soakers)})`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
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
