import { SlipwayError } from '../../src/domain/errors.ts';

/** The error that a reader of configuration throws, as its code and the lines of its message. */
export function refusalOf(read: () => unknown): { code: string; lines: string[] } {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { code: error.code, lines: error.message.split('\n') };
  }
  throw new Error('It was accepted.');
}
