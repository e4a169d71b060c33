import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { choosePort, isFree } from '../../src/program/ports.ts';

const host = '127.0.0.1';
const setting = 'SLIPWAY_PORT';

describe('choosing a port', () => {
  let server: Server;
  let busy: number;
  beforeEach(async () => {
    server = createServer().listen(0, host);
    await once(server, 'listening');
    busy = (server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await new Promise((closed) => server.close(closed));
  });

  test('takes the wanted one if it is free, and leaves it free', async () => {
    const wanted = await choosePort({ wanted: 0, given: true, setting, host });

    expect(await choosePort({ wanted, given: true, setting, host })).toBe(wanted);
    expect(await isFree(wanted, host)).toBe(true);
  });

  test('refuses a busy one that was asked for, naming it and the setting', async () => {
    await expect(choosePort({ wanted: busy, given: true, setting, host })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${busy} of 127.0.0.1 is in use, and SLIPWAY_PORT asks for it.`,
    });
  });

  test('takes the next free one if nobody asked for exactly this, and says so', async () => {
    const said: string[] = [];
    const say = (sentence: string) => void said.push(sentence);
    const port = await choosePort({ wanted: busy, given: false, setting, host, say });

    expect(port).toBeGreaterThan(busy);
    expect(await isFree(port, host)).toBe(true);
    expect(said).toEqual([
      `Port ${busy} of 127.0.0.1 is in use, so this uses ${port}; SLIPWAY_PORT chooses another.`,
    ]);
  });

  test('sees a server that listens on every address', async () => {
    const everywhere = createServer().listen(0, '0.0.0.0');
    await once(everywhere, 'listening');
    expect(await isFree((everywhere.address() as AddressInfo).port, host)).toBe(false);
    await new Promise((closed) => everywhere.close(closed));
  });
});
