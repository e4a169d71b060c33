import { instant, plainText } from '../shared/markdown.ts';
import type { EnvironmentState } from '../../domain/environment/environment.ts';

/** The holder, the queue and the live release of an environment, in Markdown. */
export function environmentDetails({ holder, queue, live, freeze }: EnvironmentState): string {
  return [
    ...(freeze
      ? [
          `- frozen by ${plainText(freeze.by)} since ${instant(freeze.sinceMs)}: ${plainText(freeze.reason)}`,
        ]
      : []),
    `- live: ${live ? `${live.releaseId} since ${instant(live.atMs)}` : 'none'}`,
    `- deploying now: ${holder ? `${holder.releaseId} since ${instant(holder.sinceMs)}` : 'none'}`,
    `- queue: ${queue.map(({ releaseId }) => releaseId).join(', ') || 'empty'}`,
  ].join('\n');
}
