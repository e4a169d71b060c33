/** Tests what was built: the files in dist/, not the sources. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ask } from './ask.mjs';
import { createHello } from './dist/server.mjs';

const release = JSON.parse(readFileSync('dist/release.json', 'utf8'));
const server = createHello(release);
let address;

before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  address = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test('the build knows its commit', () => {
  assert.equal(release.commit, process.env.SLIPWAY_COMMIT ?? 'unknown');
});

test('it says hello, and which commit says it', async () => {
  const { status, body } = await ask(address);
  assert.equal(status, 200);
  assert.equal(body, `Hello! This is ${release.version}, commit ${release.commit}.\n`);
});

test('it says that it is healthy', async () => {
  const { body } = await ask(`${address}/healthz`);
  assert.equal(JSON.parse(body).status, 'ok');
});

test('it knows nothing else', async () => {
  assert.equal((await ask(`${address}/other`)).status, 404);
  assert.equal((await ask(address, 'POST')).status, 405);
});
