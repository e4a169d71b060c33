import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fetchFailure } from '../../src/source/fetch-failure.ts';
import { createGit } from '../../src/source/git.ts';
import { repositoryOf, temporaryFolder } from './repository.ts';

const git = createGit(process.env);

/** The address of a host that takes every connection and says nothing. */
async function silentHost(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return `git://127.0.0.1:${port}/hello`;
}

test('git that waits for a host which does not answer is ended, and it is said why', async () => {
  const address = await silentHost();
  const folder = temporaryFolder();
  await git(['init', '--quiet', folder]);
  const fetching = ['-C', folder, 'fetch', '--progress', address];
  const result = await git(fetching, { remote: true, silenceMs: 300 });
  expect(result).toMatchObject({ exitCode: null, stopped: 'silent' });
  expect(fetchFailure(address, result).message).toBe(
    `Fetching ${address} failed: the host did not respond in time`,
  );
});

test('git that shows progress is not ended for its silence', async () => {
  const { path } = repositoryOf();
  const folder = temporaryFolder();
  await git(['init', '--quiet', folder]);
  const slow = `sh -c 'for i in 1 2 3 4 5; do echo . >&2; sleep 0.2; done; exec "$@"' -- git-upload-pack`;
  const fetching = ['-C', folder, 'fetch', '--progress', '--upload-pack', slow, path];
  const result = await git(fetching, { remote: true, silenceMs: 600 });
  expect(result).toMatchObject({ exitCode: 0 });
  expect(result).not.toHaveProperty('stopped');
});

test('progress is not taken for the reason why a fetch failed', () => {
  const stderr = [
    'remote: Enumerating objects: 3, done.        ',
    'fatal: early EOF',
    'Receiving objects:  33% (1/3)\rReceiving objects:  66% (2/3)\r',
  ].join('\n');
  expect(fetchFailure('git://host/x', { stderr }).message).toBe(
    'Fetching git://host/x failed: fatal: early EOF',
  );
});
