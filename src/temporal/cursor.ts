import { crc32 } from 'node:zlib';
import { SlipwayError } from '../domain/errors.ts';

/**
 * A page token of Temporal as the cursor of a list. Temporal takes seconds to refuse a token that it
 * has never issued, so a cursor has a checksum.
 */
export function cursorOf(token: Uint8Array | null | undefined): string | undefined {
  if (!token || token.length === 0) return undefined;
  return Buffer.concat([checkOf(token), token]).toString('base64url');
}

/** The page token in a cursor. @throws SlipwayError CURSOR_INVALID */
export function tokenOf(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor, 'base64url');
  const token = bytes.subarray(4);
  if (token.length > 0 && checkOf(token).equals(bytes.subarray(0, 4))) return token;
  throw notOurs();
}

/** The error for a cursor of another list, or of none. */
export function notOurs(cause?: unknown): SlipwayError {
  return new SlipwayError('CURSOR_INVALID', 'This cursor is not valid.', { cause });
}

function checkOf(token: Uint8Array): Buffer {
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(token));
  return check;
}
