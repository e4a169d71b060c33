import { readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './run-quietly.ts';
import { withSlowNotice } from './slow-notice.ts';
import { keepTemporal } from './temporal-cached.ts';
import type { TemporalSourceContext, TemporalSource } from './temporal-source.ts';
import { TEMPORAL_CLI_VERSION } from './versions.ts';

const TIMEOUT_MS = 5 * 60_000;
/** A download that brings nothing for so long is given up: there may be no internet at all. */
const STALL_MS = 8000;

/** The CLI as the SDK for tests downloads it from temporal.download. */
export function temporalFromSdk(file: string, { env, say }: TemporalSourceContext): TemporalSource {
  return {
    name: "the SDK's download from temporal.download",
    async find() {
      const sentence = `Fetching Temporal ${TEMPORAL_CLI_VERSION} from temporal.download …`;
      return await withSlowNotice(sentence, say, async () => {
        return await keepTemporal(file, env, async (folder) => await download(folder, env));
      });
    },
  };
}

/**
 * In a process of its own: the SDK prints, installs a runtime that a worker could not replace,
 * and its download can't be ended otherwise.
 */
async function download(folder: string, env: TemporalSourceContext['env']): Promise<string> {
  const stalled = new AbortController();
  const watch = watchForStall(folder, stalled);
  try {
    await runQuietly(process.execPath, ['--input-type=module', '-e', DOWNLOAD, '--', folder], {
      env: { ...env, VERSION: `v${TEMPORAL_CLI_VERSION}` },
      timeoutMs: TIMEOUT_MS,
      // Where the packages of the script are looked for.
      cwd: dirname(fileURLToPath(import.meta.url)),
      signal: stalled.signal,
    });
  } finally {
    clearInterval(watch);
  }
  const name = (await readdir(folder)).find((entry) => entry.startsWith('temporal'));
  if (name === undefined) throw new Error('the download left no file');
  return join(folder, name);
}

function watchForStall(folder: string, stalled: AbortController): NodeJS.Timeout {
  let last = { sizeBytes: 0, atMs: Date.now() };
  return setInterval(() => {
    const sizeBytes = sizeOf(folder);
    if (sizeBytes !== last.sizeBytes) last = { sizeBytes, atMs: Date.now() };
    if (Date.now() - last.atMs < STALL_MS) return;
    stalled.abort(new Error(`the download stalled for ${STALL_MS / 1000} s`));
  }, 500);
}

function sizeOf(folder: string): number {
  const sizes = readdirSync(folder).map((name) => {
    return statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

const DOWNLOAD = `
import { TestWorkflowEnvironment } from '@temporalio/testing';
const executable = {
  type: 'cached-download',
  version: process.env.VERSION,
  downloadDir: process.argv.at(-1),
};
try {
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error(error.message.replaceAll('\\n', ' '));
  process.exit(1);
}
`;
