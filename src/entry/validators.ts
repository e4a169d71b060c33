import { dirname, resolve } from 'node:path';
import type { Validators } from '../cli/validators.ts';

/** What the server reads its files by: zod and yaml come with it, and only then. */
export async function loadValidators(): Promise<Validators> {
  const [{ readConfiguration }, { readPipeline }] = await Promise.all([
    import('../config/slipway-file.ts'),
    import('../config/pipeline-file.ts'),
  ]);
  return {
    slipway: (text, file) => readConfiguration(text, file, dirname(resolve(file))),
    pipeline: readPipeline,
  };
}
