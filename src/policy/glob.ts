/**
 * Whether a whole path fits a pattern: `*` is anything within a segment, `**` anything across
 * segments. Where `**` is a whole segment it also is none, so that what begins by it fits a file at
 * the root. Every other character is itself.
 *
 * Takes as long as the path times the pattern is long, whatever is in them: it walks along the
 * path once, with all the places in the pattern that may be next.
 *
 * @throws RangeError if the pattern has more than 200 characters
 */
export function glob(path: string, pattern: string): boolean {
  if (pattern.length > LONGEST_PATTERN) throw new RangeError('the pattern of glob is too long');
  const tokens = pattern.split(TOKENS).filter((token) => token !== '');
  let places = reach(new Set(), 0, tokens);
  for (const notification of path) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token === notification || (token === SEGMENTS && notification === '/'))
        reach(next, place + 1, tokens);
      if (token === '*' && notification !== '/') reach(next, place, tokens);
      if (token === '**') reach(next, place, tokens);
      // In the midst of a segment what follows is not reached; by its `/` it is, above.
      if (token === SEGMENTS) next.add(place);
    }
    places = next;
  }
  return places.has(tokens.length);
}

const LONGEST_PATTERN = 200;
const SEGMENTS = '**/';
/** Keeps what is between the letters: a whole segment `**`, `**`, `*`, and every letter. */
const TOKENS = /((?<=^|\/)\*\*\/|\*\*|\*|[^*])/u;

/** Adds a place, and those behind it that need nothing of the path. */
function reach(places: Set<number>, from: number, tokens: readonly string[]): Set<number> {
  let place = from;
  while (!places.has(place)) {
    places.add(place);
    const token = tokens[place];
    if (token !== '*' && token !== '**' && token !== SEGMENTS) break;
    place += 1;
  }
  return places;
}
