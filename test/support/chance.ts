/** Numbers that look random, and are the same again for the same seed. */
export interface Chance {
  /** What makes it come again. */
  readonly seed: number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
}

/** @param seed by default that of SLIPWAY_SEED, or another one each time */
export function createChance(
  seed = Number(process.env['SLIPWAY_SEED'] ?? Date.now() % 1_000_000),
): Chance {
  let state = seed >>> 0;
  /** Mulberry32. */
  const next = () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, between: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}
