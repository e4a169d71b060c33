import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Store } from '../store.ts';

/** Plans in a folder, each in a file that is named by its digest and never changes. */
export function createPlanDirectory(root: string): Pick<Store, 'putPlan' | 'getPlan'> {
  const fileOf = (digest: string) =>
    /^sha256:[0-9a-f]{64}$/.test(digest) ? join(root, `${digest.slice(7)}.json`) : undefined;
  return {
    async putPlan(plan) {
      const file = fileOf(plan.digest);
      if (file === undefined) throw new RangeError('a plan without a digest');
      await mkdir(root, { recursive: true });
      const made = `${file}.${randomUUID()}`;
      await writeFile(made, JSON.stringify(plan));
      await rename(made, file);
    },
    async getPlan(digest) {
      const file = fileOf(digest);
      const text = file && (await readFile(file, 'utf8').catch(ifMissing));
      return text === undefined ? undefined : (JSON.parse(text) as Plan);
    },
  };
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
