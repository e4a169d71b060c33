import type { FC } from 'hono/jsx';
import { PHASE_LABELS } from '../domain/release/phase-label.ts';
import type { Outcome, Phase } from '../domain/release/release.ts';

/** The meaning of a color: well, working, waiting, wrong, or over. */
export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'over';

const OF_PHASE: Record<Phase, Tone> = {
  planning: 'busy',
  building: 'busy',
  testing: 'busy',
  'awaiting-approval': 'wait',
  soaking: 'wait',
  scheduled: 'wait',
  'awaiting-window': 'wait',
  queued: 'wait',
  deploying: 'busy',
  verifying: 'busy',
  watching: 'busy',
  'awaiting-guidance': 'bad',
  'rolling-back': 'bad',
  done: 'over',
};

const OF_OUTCOME: Record<Outcome, readonly [Tone, string]> = {
  succeeded: ['good', 'Succeeded'],
  failed: ['bad', 'Failed'],
  rejected: ['over', 'Rejected'],
  expired: ['over', 'Expired'],
  superseded: ['over', 'Superseded'],
  cancelled: ['over', 'Cancelled'],
  'rolled-back': ['bad', 'Rolled back'],
};

export const Badge: FC<{ tone: Tone; text: string }> = ({ tone, text }) => (
  <span class={`badge ${tone}`}>{text}</span>
);

/** By the state of a step. */
export const STEP_TONE: Record<'queued' | 'running' | 'passed' | 'failed' | 'cancelled', Tone> = {
  queued: 'wait',
  running: 'busy',
  passed: 'good',
  failed: 'bad',
  cancelled: 'over',
};

/** The phase of a release, or its outcome. */
export const Status: FC<{
  phase: Phase;
  outcome?: Outcome | undefined;
}> = ({ phase, outcome }) => {
  if (phase !== 'done' || !outcome)
    return <Badge tone={OF_PHASE[phase]} text={PHASE_LABELS[phase]} />;
  const [tone, text] = OF_OUTCOME[outcome];
  return <Badge tone={tone} text={text} />;
};
