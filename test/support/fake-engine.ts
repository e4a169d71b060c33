import type { Engine, OpenRelease } from '../../src/api/engine.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import type { VoteReceipt } from '../../src/domain/gate/gate.ts';
import type { SignedVote } from '../../src/domain/gate/vote-signature.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { applyEvent, releaseFromEvents } from '../../src/domain/release/history.ts';
import type {
  InterventionResult,
  SignedIntervention,
} from '../../src/domain/release/intervention.ts';
import type { Release } from '../../src/domain/release/release.ts';

/** An engine as tests write it: what becomes of a signal is a function of its own. */
export interface FakeEngine extends Omit<Engine, 'open'> {
  runOf(id: string): Promise<string>;
  vote(id: string, vote: SignedVote): Promise<VoteReceipt | undefined>;
  intervene(id: string, intervention: SignedIntervention): Promise<InterventionResult | undefined>;
}

/** The engine that opens releases by these functions, as the real one does by one stream. */
export function engineOf(fake: FakeEngine): Engine {
  return { ...fake, open: (id) => openFake(fake, id) };
}

async function openFake(fake: FakeEngine, id: string): Promise<OpenRelease> {
  const history = await fake.history(id);
  const found = releaseFromEvents(history);
  if (!found) throw new SlipwayError('RELEASE_NOT_FOUND', `Release ${id} not found.`);
  let release: Release = found;
  /** The last event that was taken from the stream of the release. */
  let last = history.at(-1)?.id ?? 0;

  async function* follow(signal: AbortSignal): AsyncGenerator<ReleaseEvent> {
    for await (const event of fake.follow(id, { after: 0, signal })) {
      if (event.id <= last) continue;
      last = event.id;
      release = applyEvent(release, event) ?? release;
      yield event;
    }
  }

  /** Takes the events up to the effect of a signal, if the stream of the test has it. */
  async function readTo(isEffect: (event: ReleaseEvent) => boolean): Promise<void> {
    const events: ReleaseEvent[] = [];
    const signal = AbortSignal.timeout(50);
    for await (const event of fake.follow(id, { after: 0, signal })) {
      events.push(event);
      if (!isEffect(event)) continue;
      last = event.id;
      release = releaseFromEvents(events) ?? release;
      return;
    }
  }

  return {
    runId: await fake.runOf(id),
    release: () => release,
    follow,
    async vote(vote) {
      const receipt = await fake.vote(id, vote);
      await readTo((event) => event.kind === 'voted');
      return receipt;
    },
    async intervene(intervention) {
      const effect = await fake.intervene(id, intervention);
      await readTo((event) => event.kind === 'intervention');
      return effect;
    },
  };
}
