import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normalizeUserName, type SignedInUser } from '../../domain/people/user.ts';
import type { Store } from '../store.ts';

/** What identity providers said of people, each in a file that is named by a hash of the name. */
export function createUserDirectory(root: string): Pick<Store, 'keepUser' | 'person'> {
  const fileOf = (name: string) =>
    join(root, `${createHash('sha256').update(normalizeUserName(name)).digest('hex')}.json`);
  const read = async (name: string) => {
    const text = await readFile(fileOf(name), 'utf8').catch(ifMissing);
    return text === undefined ? undefined : (JSON.parse(text) as SignedInUser);
  };
  return {
    async keepUser(person) {
      const known = await read(person.name);
      if (known && known.atMs > person.atMs) return;
      await mkdir(root, { recursive: true });
      const file = fileOf(person.name);
      const made = `${file}.${randomUUID()}`;
      await writeFile(made, JSON.stringify(person));
      await rename(made, file);
    },
    person: read,
  };
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
