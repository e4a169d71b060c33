import type { Client } from '@temporalio/client';
import type { LiveConfiguration, Log } from '../config/live-configuration.ts';
import { tellWaiting } from '../temporal/tell-waiting.ts';

/**
 * Lets the releases that wait look again now, as the configuration may have been edited while no
 * worker ran, and whenever it is another one.
 */
export function tellOfChanges(live: LiveConfiguration, client: Client, log: Log): void {
  const tell = () => {
    tellWaiting(client, {}, 'calendar').catch((error: unknown) =>
      log.error({ err: error }, 'Not every release that waits was told of the new configuration'),
    );
  };
  tell();
  live.onChange(tell);
}
