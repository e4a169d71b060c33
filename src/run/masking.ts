/** Shorter texts would mask half of every log. */
const SHORTEST_SECRET = 4;
const MASK = Buffer.from('***');

/** A filter for a stream of bytes. */
export interface Mask {
  /** Gives back what can be shown by now. Held back is only what may be a part of a secret. */
  write(chunk: Buffer): Buffer;
  /** Gives back what was held back. */
  end(): Buffer;
}

/**
 * Makes a filter that replaces each secret by `***`, also one that arrives in pieces. All else
 * passes byte by byte, whatever its encoding. Secrets of less than 4 characters are not masked.
 */
export function createMask(secrets: readonly string[]): Mask {
  const needles = secrets
    // Who reads a secret from a file may have its line end, and who prints it may not.
    .flatMap((secret) => [secret, secret.trim()])
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .map((secret) => Buffer.from(secret))
    // The longest first: one secret may begin with another.
    .toSorted((a, b) => b.length - a.length);
  const starts = new Set(needles.map((needle) => needle[0]));
  let held: Buffer = Buffer.alloc(0);

  function pass(chunk: Buffer, isLast: boolean): Buffer {
    if (needles.length === 0) return chunk;
    const text = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const { shown, rest } = replace(text, needles, starts, isLast);
    // A copy: whoever gave the chunk may use it again.
    held = Buffer.from(rest);
    return shown;
  }
  return { write: (chunk) => pass(chunk, false), end: () => pass(Buffer.alloc(0), true) };
}

/** A text without the secrets. */
export function maskText(secrets: readonly string[], text: string): string {
  const mask = createMask(secrets);
  return Buffer.concat([mask.write(Buffer.from(text)), mask.end()]).toString();
}

function replace(
  text: Buffer,
  needles: readonly Buffer[],
  starts: ReadonlySet<number | undefined>,
  isLast: boolean,
) {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!starts.has(text[at])) continue;
    const needle = needles.find((one) => beginsAt(text, at, one, isLast));
    if (!needle) continue;
    if (at + needle.length > text.length) {
      parts.push(text.subarray(from, at));
      return { shown: Buffer.concat(parts), rest: text.subarray(at) };
    }
    parts.push(text.subarray(from, at), MASK);
    from = at + needle.length;
    at = from - 1;
  }
  parts.push(text.subarray(from));
  return { shown: Buffer.concat(parts), rest: Buffer.alloc(0) };
}

/** Whether a secret is at this place: as a whole, or else as far as the text goes. */
function beginsAt(text: Buffer, at: number, needle: Buffer, asWhole: boolean): boolean {
  const end = Math.min(text.length, at + needle.length);
  if (asWhole && end - at < needle.length) return false;
  return text.compare(needle, 0, end - at, at, end) === 0;
}
