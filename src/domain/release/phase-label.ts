import type { Phase } from './release.ts';

/** What a release does in a phase, for people. */
export const PHASE_LABELS: Record<Phase, string> = {
  planning: 'Reads the pipeline at the commit',
  building: 'Builds',
  testing: 'Tests what was built',
  'awaiting-approval': 'Waits for approval',
  soaking: 'Soaks',
  'awaiting-window': 'Waits for its window',
  'awaiting-lock': 'Waits for its turn',
  deploying: 'Deploys',
  verifying: 'Verifies',
  watching: 'Watches',
  'needs-guidance': 'Asks how to go on',
  'outcome-unknown': 'Nobody knows what is live',
  'rolling-back': 'Goes back',
  done: 'Done',
};

/** What it does, in a word or two. */
export function phaseLabel(phase: Phase): string {
  return PHASE_LABELS[phase];
}
