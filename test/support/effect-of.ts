import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { applyEvent } from '../../src/domain/release/history.ts';
import type { Release } from '../../src/domain/release/release.ts';
import type { EffectIn } from '../../src/temporal/effects.ts';

/** The effect of a signal in a history; `undefined` if no event of the history has it yet. */
export function effectOf<Effect>(
  history: readonly ReleaseEvent[],
  effectIn: EffectIn<Effect>,
): Effect | undefined {
  let release: Release | undefined;
  for (const event of history) {
    release = applyEvent(release, event);
    const effect = effectIn(event, release);
    if (effect) return effect;
  }
  return undefined;
}
