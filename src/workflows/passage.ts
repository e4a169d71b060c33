import { workflowInfo } from '@temporalio/workflow';
import { DEFAULT_GATE, type Gate } from '../domain/gate.ts';
import type { EnvironmentPlan } from '../domain/plan.ts';
import { approvalWait, escalatedWait } from '../domain/waiting.ts';
import { inRepository } from './activities.ts';
import { announceWait, type Entrance, rolledBackBefore } from './entrance.ts';
import type { GateVerdict } from './gate.ts';
import type { TakenBack } from './taken-back.ts';

type Approach = Awaited<ReturnType<ReturnType<typeof inRepository>['approach']>>;

/** What a release has when it was let in, as far as people are concerned. */
export interface Pass {
  readonly kind: 'approved';
  /** Who approved; nobody where nobody was asked. */
  readonly by: readonly string[];
  readonly notBeforeMs?: number;
  /** What was live when it was asked; absent where nobody was asked. */
  readonly live?: string | null;
}

export type Passage =
  | Pass
  | Exclude<GateVerdict, { kind: 'approved' }>
  | TakenBack
  | { readonly kind: 'superseded'; readonly by: string };

/**
 * Decides how an environment is entered, and asks people where that is how. What is live is looked
 * at again whenever it changes: votes on another question do not count.
 */
export async function pass(environment: EnvironmentPlan, entrance: Entrance): Promise<Passage> {
  const { name, supersede } = environment;
  const { inbox, gate, recorder, herald } = entrance;
  const { supersedeOlder } = inRepository(entrance.plan);
  inbox.face({ environment: name, isWaiting: false });
  if (isUnconditional(environment) && inbox.modeOf(name) === undefined) {
    recorder.note('promotion', { environment: name, facts: { mode: environment.mode } });
    return { kind: 'approved', by: [] };
  }
  for (;;) {
    const looks = inbox.looks();
    herald.approach(name);
    const door = await ask(environment, entrance);
    if (door.olderThan !== undefined) return { kind: 'superseded', by: door.olderThan };
    const isOver = () => outcomeOf(environment, entrance, door) !== undefined;
    if (!isOver()) {
      const asked = gate.open(gateOf(environment, door));
      showGate(entrance, environment, asked, door);
      if (supersede === 'on-arrival') await supersedeOlder(successorOf(environment, entrance));
      const verdict = await gate.decide({
        interrupted: () => isOver() || inbox.looks() !== looks,
        summary: (open) => approvalWait(open).sentence,
        remind: (open) => remind(open, environment, entrance),
      });
      if (verdict.kind === 'rejected' || verdict.kind === 'expired') return verdict;
      if (verdict.kind === 'approved') {
        if (!(await gate.confirm())) continue;
        const { by, notBeforeMs } = verdict;
        // Neither waits for the other: a person who has approved waits for both.
        const successor = successorOf(environment, entrance);
        await Promise.all([recorder.keep(), supersede !== 'never' && supersedeOlder(successor)]);
        return { ...verdict, by, live: door.manifest.live, ...(notBeforeMs && { notBeforeMs }) };
      }
    }
    const outcome = outcomeOf(environment, entrance, door);
    if (outcome) return outcome;
  }
}

/** Nobody can be asked here, and no condition has a say. */
function isUnconditional({ mode, promotion, gate }: EnvironmentPlan): boolean {
  return mode === 'deployment' && !promotion && !gate;
}

async function ask(environment: EnvironmentPlan, entrance: Entrance): Promise<Approach> {
  const { input, plan, artifact, recorder } = entrance;
  const { name, promotion, mode, because } = environment;
  const { id, startedBy, ref } = input;
  const door = await inRepository(plan).approach({
    release: { id, startedBy, author: plan.author, ...(ref !== undefined && { ref }) },
    service: plan.service,
    repository: plan.repository,
    environment: name,
    ...(promotion && { rules: promotion }),
    mode,
    ...(because !== undefined && { because }),
    commit: plan.commit,
    artifact: artifact.digest,
    plan: plan.digest,
    nonce: workflowInfo().runId,
  });
  const { manifest, change } = door;
  recorder.note('promotion', {
    environment: name,
    ...(door.because !== undefined && { why: door.because }),
    facts: { mode: door.mode, manifest, change },
  });
  return door;
}

/** What ends the asking without a vote, if something does. */
function outcomeOf(
  { name }: EnvironmentPlan,
  entrance: Entrance,
  { mode, manifest }: Approach,
): Passage | undefined {
  const { inbox } = entrance;
  const by = inbox.supersededBy(name);
  if (by !== undefined) return { kind: 'superseded', by };
  const rolledBack = rolledBackBefore(name, entrance);
  if (rolledBack) return rolledBack;
  const overrider = inbox.overriddenBy(name);
  const passed = { kind: 'approved', live: manifest.live } as const;
  if (overrider !== undefined) return { ...passed, by: [overrider] };
  return (inbox.modeOf(name) ?? mode) === 'deployment' ? { ...passed, by: [] } : undefined;
}

function gateOf({ name, gate: policy = DEFAULT_GATE }: EnvironmentPlan, door: Approach): Gate {
  const { manifest, own, openedAtMs } = door;
  return {
    environment: name,
    policy,
    own,
    manifest: manifest.digest,
    openedAtMs,
    votes: [],
  };
}

function showGate(
  entrance: Entrance,
  { name }: EnvironmentPlan,
  gate: Gate,
  { own }: Approach,
): void {
  const { recorder } = entrance;
  const wait = escalatedWait(gate, Date.now());
  const { manifest } = gate;
  announceWait(entrance, 'awaiting-approval', { environment: name, wait, manifest });
  recorder.note('gate-opened', { environment: name, facts: { manifest: gate.manifest, own } });
}

/** Says on the way that time runs out, and at last that others may vote too. */
async function remind(gate: Gate, { name }: EnvironmentPlan, entrance: Entrance): Promise<void> {
  const { herald, recorder } = entrance;
  const wait = escalatedWait(gate, Date.now());
  herald.announce('awaiting-approval', { environment: name, wait, manifest: gate.manifest });
  recorder.note('reminded', { environment: name, facts: { who: wait.who } });
  await recorder.keep();
}

function successorOf({ name }: EnvironmentPlan, { input, plan }: Entrance) {
  const { service, repository, commit } = plan;
  return { service, repository, commit, environment: name, releaseId: input.id };
}
