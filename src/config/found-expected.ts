/** Describes a value of a file, without showing more than a line of it. */
export function foundWords(value: unknown, hidden: boolean): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  if (typeof value !== 'string') return `the ${typeof value} ${JSON.stringify(value)}`;
  if (value === '') return 'an empty text';
  if (hidden) return `a text of ${value.length} characters`;
  const line = JSON.stringify(value);
  return line.length > 80 ? `${line.slice(0, 77)}…"` : line;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** Names the expected type, and how to write it where YAML surprises. */
export function typeWords(expected: string, found: unknown): string {
  const words = TYPES[expected] ?? expected;
  const unquoted = typeof found === 'number' || typeof found === 'boolean';
  return expected === 'string' && unquoted ? `${words} (put it in quotes)` : words;
}

/** `a`, `a or b`, `one of a, b, c`. */
export function choiceWords(choices: readonly unknown[]): string {
  return choices.length > 2 ? `one of ${choices.join(', ')}` : choices.join(' or ');
}
