import { relative } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';

/** What the system says when a place cannot be written to, whoever tries. */
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EINVAL']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Turns what the file system says about a target into a failure of the catalogue:
 * TARGET_NOT_WRITABLE or DISK_FULL, with the path. Every other error comes back as it is, also
 * one about a place outside of the target.
 *
 * @param path of the target, absolute
 */
export function diskFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof SlipwayError) return error;
  const { code, path: place = path } = error as NodeJS.ErrnoException;
  if (code === undefined || relative(path, place).startsWith('..')) return error;
  if (FULL.has(code))
    return new SlipwayError('DISK_FULL', `The disk of ${path} is full.`, { cause: error });
  if (!NOT_WRITABLE.has(code)) return error;
  const sentence = `Cannot write to ${path} (${code} at ${place}).`;
  return new SlipwayError('TARGET_NOT_WRITABLE', sentence, { cause: error });
}
