import type { Phase } from './release.ts';

/** What a release does in a phase, for people. */
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

/** What it does, in a word or two. */
export function phaseLabel(phase: Phase): string {
  return PHASE_LABELS[phase];
}
