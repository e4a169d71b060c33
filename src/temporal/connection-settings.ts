import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SlipwayError } from '../domain/errors.ts';

/**
 * The address of Temporal, by `TEMPORAL_*` or a profile, as every tool of Temporal reads them.
 *
 * @throws SlipwayError CONFIG_INVALID for a profile that is missing or does not fit
 */
export function connectionSettings() {
  const { connectionOptions, namespace } = load();
  const { address, ...rest } = connectionOptions;
  return {
    /** Whether the settings have an address. */
    given: address !== undefined,
    connectionOptions: { ...rest, address: address ?? '127.0.0.1:7233' },
    namespace: namespace ?? 'default',
  };
}

function load() {
  try {
    return loadClientConnectConfig();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const sentence = `TEMPORAL_* or the file temporal.toml does not fit: ${said}`;
    throw new SlipwayError('CONFIG_INVALID', sentence, { cause });
  }
}
