import { instant, plainText } from '../markdown.ts';
import type { EnvironmentState } from './environment.ts';

/** Says in Markdown who deploys to an environment, who waits, and what is live. */
export function environmentDetails({ holder, queue, live, hold }: EnvironmentState): string {
  return [
    ...(hold
      ? [
          `- held by ${plainText(hold.by)} since ${instant(hold.sinceMs)}: ${plainText(hold.reason)}`,
        ]
      : []),
    `- live: ${live ? `${live.releaseId} since ${instant(live.atMs)}` : 'nothing yet'}`,
    `- deploys now: ${holder ? `${holder.releaseId} since ${instant(holder.sinceMs)}` : 'nobody'}`,
    `- next: ${queue.map(({ releaseId }) => releaseId).join(', ') || 'nobody'}`,
  ].join('\n');
}
