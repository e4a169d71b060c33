import { SlipwayError } from '../../domain/errors.ts';
import { type BytePath, printable } from '../byte-path.ts';

/** What file systems say of a name that they do not take, whoever asks. */
const REFUSED = new Set(['ENAMETOOLONG', 'EILSEQ', 'EINVAL']);

/**
 * Does something with the file of this name.
 *
 * @throws SlipwayError NAME_UNSUPPORTED where the file system does not take the name
 * @throws every other error as it is
 */
export async function withName<T>(name: BytePath, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw REFUSED.has(code) ? nameUnsupported(name, code, error) : error;
  }
}

export function nameUnsupported(name: BytePath, why: string, cause?: unknown): SlipwayError {
  const sentence = `The file system does not take the name "${printable(name)}": ${why}.`;
  return new SlipwayError('NAME_UNSUPPORTED', sentence, { cause });
}
