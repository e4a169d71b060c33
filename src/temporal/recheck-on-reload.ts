import type { Client } from '@temporalio/client';
import { recheckWaiting } from './recheck-waiting.ts';

/**
 * Makes the waiting releases check their waits again now, because the configuration may have been
 * edited while no worker ran, and after each change of the configuration.
 */
export function recheckOnReload(
  live: { onChange(listener: () => void): void },
  client: Client,
  log: { error(fields: object, message: string): void },
): void {
  const recheck = () => {
    recheckWaiting(client, {}, 'window').catch((error: unknown) =>
      log.error({ err: error }, 'Some waiting releases did not receive the new configuration'),
    );
  };
  recheck();
  live.onChange(recheck);
}
