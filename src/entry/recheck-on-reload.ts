import type { Client } from '@temporalio/client';
import type { Log, ReloadingConfiguration } from '../config/reloading-configuration.ts';
import { recheckWaiting } from '../temporal/recheck-waiting.ts';

/**
 * Lets the releases that wait look again now, as the configuration may have been edited while no
 * worker ran, and whenever it is another one.
 */
export function recheckOnReload(live: ReloadingConfiguration, client: Client, log: Log): void {
  const tell = () => {
    recheckWaiting(client, {}, 'window').catch((error: unknown) =>
      log.error({ err: error }, 'Some waiting releases did not receive the new configuration'),
    );
  };
  tell();
  live.onChange(tell);
}
