/** The word that a user most likely meant, or `undefined` if none is near. */
export function closestMatch(word: string, known: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  // One slip for each three letters: `tset` is `test`, `watch` is not `branches`.
  const allowed = Math.max(1, Math.ceil(word.length / 3));
  return best && best.distance <= allowed ? best.candidate : undefined;
}

/** How many letters must be put in, taken out or exchanged (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, notification] of Array.from(from).entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const exchange = (row[column - 1] ?? 0) + (notification === to[column - 1] ? 0 : 1);
      next.push(Math.min(exchange, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
