import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../../src/embedded/dev-server.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../src/workflows/shared/search-attributes.ts';
import { freePort } from './free-port.ts';

export type DynamicConfig = Readonly<Record<string, string | number | boolean>>;

/** Starts a Temporal server with a clock that can be moved. */
export async function startTestServer(
  binary: string,
  dynamicConfig: DynamicConfig = {},
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-temporal-'));
  const server = await startDevServer({
    binary,
    port: await freePort(),
    uiPort: await freePort(),
    databaseFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    searchAttributes: SEARCH_ATTRIBUTE_TYPES,
    dynamicConfig: {
      'frontend.WorkflowTimeSkippingEnabled': true,
      'history.timerProcessorMaxTimeShift': '10ms',
      ...dynamicConfig,
    },
  });
  return {
    address: server.address,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
