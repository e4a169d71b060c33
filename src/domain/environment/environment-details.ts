import { instant, plainText } from '../markdown.ts';
import type { EnvironmentState } from './environment.ts';

/** Says in Markdown who deploys to an environment, who waits, and what is live. */
export function environmentDetails({ holder, queue, live, freeze }: EnvironmentState): string {
  return [
    ...(freeze
      ? [
          `- held by ${plainText(freeze.by)} since ${instant(freeze.sinceMs)}: ${plainText(freeze.reason)}`,
        ]
      : []),
    `- live: ${live ? `${live.releaseId} since ${instant(live.atMs)}` : 'nothing yet'}`,
    `- deploys now: ${holder ? `${holder.releaseId} since ${instant(holder.sinceMs)}` : 'nobody'}`,
    `- next: ${queue.map(({ releaseId }) => releaseId).join(', ') || 'nobody'}`,
  ].join('\n');
}
