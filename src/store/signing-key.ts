import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Reads the key that votes are signed with, and makes it on the first start. Two processes that
 * start at once end up with the same key.
 *
 * @returns an Ed25519 private key, PKCS#8, PEM; the file is readable by its owner only
 */
export async function signingKey(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  const made = `${file}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(made, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  // A link fails where the file exists: the first one stays.
  await link(made, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(made);
  return readFile(file, 'utf8');
}

/** The key in this file, or `undefined` if there is none that this process may read. Makes none. */
export async function existingSigningKey(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
    return undefined;
  });
}

/**
 * Lets the workers know by which key the API signs: a run that was started with another one did
 * not come from there. Safe to call twice.
 *
 * @param publicKey Ed25519, SPKI, base64
 */
export async function publishVoteKey(storeFolder: string, publicKey: string): Promise<void> {
  const file = voteKeyFile(storeFolder);
  await mkdir(dirname(file), { recursive: true });
  const made = `${file}.${randomUUID()}`;
  await writeFile(made, publicKey);
  await rename(made, file);
}

/** The key that the API signs by, or `undefined` before an API has started. */
export async function publishedVoteKey(storeFolder: string): Promise<string | undefined> {
  return readFile(voteKeyFile(storeFolder), 'utf8').catch(() => undefined);
}

function voteKeyFile(storeFolder: string): string {
  return join(storeFolder, 'keys', 'votes.pub');
}
