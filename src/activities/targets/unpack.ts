import { addAbortSignal } from 'node:stream';
import { unpackArchive } from '../../store/archive.ts';
import type { DeployContext } from './target.ts';

/**
 * Unpacks the artifact into an empty folder. What is there after a failure is of no use.
 *
 * @throws SlipwayError ARTIFACT_CORRUPT, ARTIFACT_NOT_FOUND, DISK_FULL
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function unpack(
  { artifact, signal }: Pick<DeployContext, 'artifact' | 'signal'>,
  folder: string,
): Promise<void> {
  signal.throwIfAborted();
  try {
    await unpackArchive(addAbortSignal(signal, await artifact()), folder);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
