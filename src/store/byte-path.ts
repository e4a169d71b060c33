import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';

declare const BYTES: unique symbol;

/**
 * A path as the file system keeps it: bytes, of which nobody knows the encoding. Each byte is one
 * character from U+0000 to U+00FF, so that paths can be compared, joined and be keys of a map.
 */
export type BytePath = string & { readonly [BYTES]: true };

/** How long a name may be in a message. */
const SHOWN = 200;

/** The bytes of a path that text names, such as a setting. */
export function bytePath(text: string): BytePath {
  return latin1(Buffer.from(text));
}

/** Bytes as a path. */
export function latin1(bytes: Uint8Array): BytePath {
  return Buffer.from(bytes).toString('latin1') as BytePath;
}

/** What the functions of `node:fs` take. */
export function bytesOf(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

export function joined(...parts: readonly BytePath[]): BytePath {
  return posix.join(...parts) as BytePath;
}

/** Whether a path that is relative to a folder leads out of it, by its text alone. */
export function leaves(path: string): boolean {
  return posix.isAbsolute(path) || posix.normalize(path).split('/')[0] === '..';
}

/**
 * A path for people: what is text stays as it is; bytes that are none, and characters that nobody
 * sees, are escaped as in `caf\xe9.txt`. The middle of a very long one is left out.
 */
export function printable(path: BytePath): string {
  const bytes = bytesOf(path);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((one) => isUtf8(bytes.subarray(at, at + one)));
    text += length
      ? escaped(bytes.toString('utf8', at, at + length))
      : String.raw`\x${bytes.toString('hex', at, at + 1)}`;
    at += length ?? 1;
  }
  return text.length > SHOWN ? `${text.slice(0, SHOWN / 2)}…${text.slice(-SHOWN / 2)}` : text;
}

function escaped(character: string): string {
  if (character === '\\') return String.raw`\\`;
  if (character === '\n') return String.raw`\n`;
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return character;
  return String.raw`\u{${character.codePointAt(0)?.toString(16)}}`;
}
