import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { hiddenAddress } from '../../src/program/hidden-address.ts';
import { systemPort } from '../../src/program/ports.ts';

const hasMany = (await systemPort('127.1.2.3')) !== undefined;

test.runIf(hasMany)('A hidden address can be listened to, and is another each time.', async () => {
  const first = await hiddenAddress();
  expect(first?.host).toMatch(/^127\.[1-9]\d*\.[1-9]\d*\.[1-9]\d*$/);
  const server = createServer().listen(first);
  await once(server, 'listening');
  expect((await hiddenAddress())?.host).not.toBe(first?.host);
  await new Promise((closed) => server.close(closed));
});

test('There is no hidden address where the machine cannot listen to it.', async () => {
  // For documentation, by RFC 5737: nobody has it.
  expect(await hiddenAddress(() => '192.0.2.1')).toBeUndefined();
});
