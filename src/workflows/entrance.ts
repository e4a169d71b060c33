import type { BriefingFacts } from '../domain/briefing.ts';
import type { Plan } from '../domain/plan.ts';
import type { Artifact, ReleaseInput } from '../domain/release.ts';
import type { GateHandle } from './gate.ts';
import type { Herald } from './herald.ts';
import type { Inbox } from './inbox.ts';
import type { LockHandle } from './lock.ts';
import type { Recorder } from './recorder.ts';
import type { TakenBack } from './taken-back.ts';

/** What a release has with it when it enters an environment. */
export interface Entrance {
  readonly input: ReleaseInput;
  readonly plan: Plan;
  readonly artifact: Artifact;
  readonly gate: GateHandle;
  readonly lock: LockHandle;
  readonly inbox: Inbox;
  readonly recorder: Recorder;
  readonly herald: Herald;
}

/** Whether this release was rolled back in an environment before this one: it goes no further (E11). */
export function rolledBackBefore(
  environment: string,
  { plan, inbox }: Pick<Entrance, 'plan' | 'inbox'>,
): TakenBack | undefined {
  const names = plan.environments.map(({ name }) => name);
  return inbox.rolledBackIn(names.slice(0, names.indexOf(environment)));
}

/** Says that it waits to enter an environment: as long as it does, people may order how it enters. */
export function announceWait(
  { inbox, herald }: Pick<Entrance, 'inbox' | 'herald'>,
  phase: 'awaiting-approval' | 'soaking' | 'awaiting-window' | 'awaiting-lock',
  about: Omit<BriefingFacts, 'summary'> & { readonly environment: string },
): void {
  inbox.face({ environment: about.environment, isWaiting: true });
  herald.announce(phase, about);
}
