import { runQuietly } from './run-quietly.ts';
import { TEMPORAL_CLI_OLDEST } from './versions.ts';

/**
 * Makes sure that a file is a Temporal CLI that runs on this machine and is new enough.
 *
 * @throws Error saying in one line what is wrong with it
 */
export async function checkTemporal(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const said = await runQuietly(file, ['--version'], { env, timeoutMs: 10_000 }).catch(
    (error: Error) => {
      throw new Error(`${file} does not run: ${error.message}`, { cause: error });
    },
  );
  const version = /^temporal version (\d+\.\d+\.\d+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${file} is not the Temporal CLI; it said: ${said}`);
  if (isOlder(version, TEMPORAL_CLI_OLDEST)) {
    throw new Error(`${file} is version ${version}; ${TEMPORAL_CLI_OLDEST} or newer is needed`);
  }
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}
