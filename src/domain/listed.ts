const LISTED = 10;

/**
 * Names in a sentence: the first ten, and how many others there are.
 *
 * @param count how many there are, if not all of them are given
 */
export function listed(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, LISTED);
  const others = count - shown.length;
  if (others <= 0) return shown.join(', ');
  return `${shown.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}
