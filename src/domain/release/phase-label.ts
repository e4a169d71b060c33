import type { Phase } from './release.ts';

/** The labels of the phases. */
export const PHASE_LABELS: Record<Phase, string> = {
  planning: 'Planning',
  building: 'Building',
  testing: 'Testing',
  'awaiting-approval': 'Awaiting approval',
  soaking: 'Soaking',
  scheduled: 'Scheduled',
  'awaiting-window': 'Outside deployment window',
  queued: 'Queued',
  deploying: 'Deploying',
  verifying: 'Verifying',
  watching: 'Watching',
  'awaiting-guidance': 'Needs guidance',
  'rolling-back': 'Rolling back',
  done: 'Done',
};

/** The label of a phase, in a word or two. */
export function phaseLabel(phase: Phase): string {
  return PHASE_LABELS[phase];
}
