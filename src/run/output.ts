import { stripVTControlCharacters } from 'node:util';

/** What one step may put out. */
export const LOG_LIMIT_BYTES = 64 * 1024 * 1024;

const TAIL_BYTES = 2_048;

/** The end of an output: what a person looks at first when a command failed. */
export interface Tail {
  add(chunk: Buffer): void;
  /** At most 2 KiB, without colours and other control characters but line ends and tabs. */
  text(): string;
}

/** Keeps the end of an output. */
export function tailOf(): Tail {
  let tail: Buffer = Buffer.alloc(0);
  return {
    add(chunk) {
      const last = chunk.subarray(-TAIL_BYTES);
      // A copy: whoever gave the chunk may use it again.
      tail = Buffer.from(Buffer.concat([tail, last]).subarray(-TAIL_BYTES));
    },
    text() {
      // A character may be cut in two at the front, and commands put out what they like.
      const text = stripVTControlCharacters(tail.toString('utf8')).replace(/^\uFFFD+/, '');
      return text.replaceAll(/[^\P{Cc}\n\t]/gu, '').trim();
    },
  };
}
