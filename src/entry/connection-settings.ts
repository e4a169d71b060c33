import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where Temporal is, by `TEMPORAL_*` or a profile, as every tool of Temporal reads them. */
export function connectionSettings() {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const { address, ...rest } = connectionOptions;
  return {
    /** Whether somebody said where Temporal is. */
    given: address !== undefined,
    connectionOptions: { ...rest, address: address ?? '127.0.0.1:7233' },
    namespace: namespace ?? 'default',
  };
}
