import type { BytePath } from '../byte-path.ts';

/** A file, a folder or a link of an archive. */
export interface Entry {
  /** Relative to what was packed, without a slash at the end. */
  readonly name: BytePath;
  readonly kind: 'file' | 'directory' | 'link';
  /** Whether a file may be executed. */
  readonly mayRun: boolean;
  /** Of the content of a file; 0 of all else. */
  readonly sizeBytes: number;
  /** Where a link leads. */
  readonly target?: BytePath;
}

/** Every header takes one, and contents are filled up to whole ones. */
export const BLOCK_BYTES = 512;

/** What ends an archive. */
export const END = Buffer.alloc(2 * BLOCK_BYTES);

/** How much is missing to whole blocks. */
export function padding(sizeBytes: number): number {
  return -sizeBytes & (BLOCK_BYTES - 1);
}
