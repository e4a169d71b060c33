/** The smallest age that is measured. */
const LEAST_MS = 1_000;
/** The greatest age that is measured. */
const MOST_MS = 400 * 86_400_000;
/** The precision of an age. */
const EXACT = 1.01;

/**
 * Finds the greatest age by counting: visibility can count quickly, but cannot sort. It takes some
 * twenty counts, however many releases there are.
 *
 * @param olderThan how many are at least so old
 * @returns an age that is right to 1 %, in milliseconds; `undefined` if there are none
 */
export async function oldestWaitMs(
  newerLiveRelease: (ageMs: number) => Promise<number>,
): Promise<number | undefined> {
  if ((await newerLiveRelease(0)) === 0) return undefined;
  let least = LEAST_MS;
  while (least < MOST_MS && (await newerLiveRelease(least * 2)) > 0) least *= 2;
  for (let most = least * 2; most / least > EXACT;) {
    const middle = Math.sqrt(least * most);
    if ((await newerLiveRelease(middle)) > 0) least = middle;
    else most = middle;
  }
  return least;
}
