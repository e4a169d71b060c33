import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, inject } from 'vitest';
import { createAuthSettings } from '../../src/config/authentication.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { readEnv } from '../../src/config/env.ts';
import { openReloadingConfiguration } from '../../src/config/reloading-configuration.ts';
import { createParts } from '../../src/entry/create-parts.ts';
import { startApi } from '../../src/entry/start-api.ts';
import { startWorker } from '../../src/entry/start-worker.ts';
import { createLogger } from '../../src/program/logger.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/shared/search-attributes.ts';
import { type ApiClient, createApiClient } from './api-client.ts';

/** What a test wants to be there before everything starts. */
export interface Scene {
  /** The text of slipway.yaml. Its relative paths start from the folder. */
  readonly slipwayYaml: string;
  /** What the worker knows by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What the API knows as variables, beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface EngineStage extends ApiClient {
  /** Holds everything: slipway.yaml, repositories, environments, the store. */
  readonly folder: string;
  readonly configuration: Configuration;
  readonly client: Client;
}

/**
 * Everything of Slipway in this process, on a real Temporal server, for one test file: a worker
 * and the API, as the programs in src/entry make them.
 *
 * @param scene makes repositories and the like in an empty folder
 * @param atEnd ends what the releases left running
 */
export function useEngine(
  scene: (folder: string) => Promise<Scene>,
  atEnd: (stage: EngineStage) => Promise<void> = async () => {},
): EngineStage {
  const stage: { -readonly [Key in keyof EngineStage]?: EngineStage[Key] } = {};
  const closers: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-engine-')));
    closers.unshift(async () => rmSync(folder, { recursive: true, force: true }));
    Object.assign(stage, await open(folder, await scene(folder), closers));
    closers.splice(-1, 0, () => atEnd(stage as EngineStage));
  });
  afterAll(async () => {
    for (const close of closers) await close();
  });
  // Filled before the first test runs.
  return stage as EngineStage;
}

async function open(
  folder: string,
  { slipwayYaml, secrets = {}, variables: own = {} }: Scene,
  closers: (() => Promise<unknown>)[],
): Promise<EngineStage> {
  const file = join(folder, 'slipway.yaml');
  writeFileSync(file, slipwayYaml);
  const dataDirectory = join(folder, 'var');
  mkdirSync(dataDirectory, { recursive: true });
  const env = readEnv({ SLIPWAY_CONFIG: file, SLIPWAY_DATA_DIR: dataDirectory });
  const log = createLogger('api', 'error');
  const variables = { ...process.env, ...secrets, ...own };
  const authSettings = createAuthSettings({ ...env, variables });
  const live = await openReloadingConfiguration({ file, log, check: authSettings });
  closers.unshift(live.close);
  const [temporal, workflowBundle] = await Promise.all([startTemporal(), bundleWorkflows()]);
  closers.unshift(() => temporal.teardown());
  const { client } = temporal;

  const { namespace } = client.options;
  const parts = createParts({ env, variables, live, namespace, log });
  const { nativeConnection, connection } = temporal;
  const worker = await startWorker(parts, { connection: nativeConnection, workflowBundle });
  const running = worker.run();
  closers.unshift(() => {
    worker.shutdown();
    return running;
  });
  const publicUrl = 'http://slipway.test';
  const at = { port: 0, publicUrl, temporalUiUrl: undefined };
  const api = await startApi(parts, { connection, authSettings, ...at });
  closers.unshift(() => api.close());
  return {
    folder,
    configuration: live.current(),
    client,
    ...createApiClient(`http://127.0.0.1:${api.port}`),
  };
}

function startTemporal(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: inject('temporalBinary') },
      searchAttributes: SEARCH_ATTRIBUTES,
    },
  });
}
