import { SlipwayError } from '../domain/errors.ts';

/** Connects to Temporal. @throws SlipwayError TEMPORAL_UNREACHABLE, with the address */
export async function connected<T>(address: string, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (cause) {
    throw new SlipwayError('TEMPORAL_UNREACHABLE', `Temporal does not answer at ${address}.`, {
      cause,
    });
  }
}
