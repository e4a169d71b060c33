import { instant, plainText } from '../shared/markdown.ts';
import type { EnvironmentState } from '../../domain/environment/environment.ts';

/** The holder, the queue and the live release of an environment, in Markdown. */
export function environmentDetails({ holder, queue, live, freezes }: EnvironmentState): string {
  return [
    ...freezes.map(
      ({ by, sinceMs, reason }) =>
        `- frozen by ${plainText(by)} since ${instant(sinceMs)}: ${plainText(reason)}`,
    ),
    `- live: ${live ? `${live.releaseId} since ${instant(live.atMs)}` : 'none'}`,
    `- deploying now: ${holder ? `${holder.releaseId} since ${instant(holder.sinceMs)}` : 'none'}`,
    `- queue: ${queue.map(({ releaseId }) => releaseId).join(', ') || 'empty'}`,
  ].join('\n');
}
