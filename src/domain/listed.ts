const LISTED = 10;

/**
 * Names in a sentence: the first ten, and how many others there are.
 *
 * @param count the number of all names, if not all are given
 */
export function listed(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, LISTED);
  const others = count - shown.length;
  if (others <= 0) return shown.join(', ');
  return `${shown.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}

/** Alternatives: `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
