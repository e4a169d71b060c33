import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { TemporalSource } from './temporal-source.ts';
import { checkTemporal } from './temporal-version.ts';

/** The `temporal` that a shell with these variables would run, if it is new enough. */
export function temporalOnPath(env: Readonly<Record<string, string | undefined>>): TemporalSource {
  return {
    name: '`temporal` on the PATH',
    async find() {
      for (const folder of (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
        const file = join(folder, 'temporal');
        if (!(await isExecutable(file))) continue;
        await checkTemporal(file, env);
        return file;
      }
      throw new Error('not there');
    },
  };
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
