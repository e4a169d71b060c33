import { SlipwayError } from '../domain/errors.ts';

/** How many may fail within a minute, from one address and from all together. */
const PER_ADDRESS = 10;
const OVERALL = 100;
const MINUTE_MS = 60_000;

/** Holds back who tries again and again. In memory: each process counts for itself. */
export interface Attempts {
  /**
   * Counts an attempt as failed until it has succeeded.
   *
   * @returns takes it out again
   * @throws SlipwayError TOO_MANY_ATTEMPTS, with `retryAfterS`
   */
  begin(address: string): () => void;
}

export function createAttempts(now: () => number = Date.now): Attempts {
  let failed: { readonly address: string; readonly atMs: number }[] = [];
  return {
    begin(from) {
      const address = networkOf(from);
      failed = failed.filter(({ atMs }) => atMs > now() - MINUTE_MS);
      const theirs = failed.filter((one) => one.address === address);
      const full =
        theirs.length >= PER_ADDRESS ? theirs : failed.length >= OVERALL ? failed : undefined;
      if (full) throw tooMany((full[0]?.atMs ?? now()) + MINUTE_MS - now());
      const attempt = { address, atMs: now() };
      failed.push(attempt);
      return () => {
        failed = failed.filter((one) => one !== attempt);
      };
    },
  };
}

function tooMany(waitMs: number): SlipwayError {
  const retryAfterS = Math.ceil(waitMs / 1_000);
  return new SlipwayError(
    'TOO_MANY_ATTEMPTS',
    `Too many attempts to sign in have failed. Wait ${retryAfterS} seconds.`,
    { details: { retryAfterS } },
  );
}

/** Who has one address of IPv6 has the 2^64 others of its network as well. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = [], tail] = address.split('::').map((part) => part.split(':'));
  const zeros = tail ? Array.from({ length: 8 - head.length - tail.length }, () => '0') : [];
  return [...head, ...zeros, ...(tail ?? [])].slice(0, 4).join(':');
}
