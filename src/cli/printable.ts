/**
 * A text, or plain data with texts in it, without the characters by which a terminal is steered:
 * the subject of a commit is written by whoever commits.
 */
export function printable<Value>(value: Value): Value {
  if (typeof value === 'string') return printableText(value) as Value;
  if (Array.isArray(value)) return value.map((inner: unknown) => printable(inner)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, printable(inner as unknown)]),
  ) as Value;
}

function printableText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '');
}
