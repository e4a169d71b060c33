import { unpackArchive } from '../../store/archive.ts';
import type { DeployContext } from './target.ts';

/**
 * Unpacks the artifact into an empty folder. What is there after a failure is of no use.
 *
 * @throws SlipwayError ARTIFACT_CORRUPT, ARTIFACT_OUTSIDE_WORKSPACE, ARTIFACT_NOT_FOUND, NAME_UNSUPPORTED
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function unpack(
  { artifact, signal }: Pick<DeployContext, 'artifact' | 'signal'>,
  folder: string,
): Promise<void> {
  signal.throwIfAborted();
  await unpackArchive(until(signal, await artifact()), folder);
}

async function* until(signal: AbortSignal, bytes: AsyncIterable<Uint8Array>) {
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    yield chunk;
  }
}
