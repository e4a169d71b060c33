import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSeal, sessionSecretOf } from '../../src/signin/sealed-cookie.ts';

const SECRET = 'a secret of every process, long enough';
const sessions = createSeal<{ name: string }>(SECRET, 'session');

describe('what is sealed', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test('is opened by every process that has the secret', async () => {
    const sealed = await sessions.close({ name: 'ana' }, 60_000);
    expect(await createSeal(SECRET, 'session').open(sealed)).toEqual({ name: 'ana' });
  });

  test('tells nothing to who has it, and is small enough for a cookie', async () => {
    const sealed = await sessions.close({ name: 'ana@example.com' }, 60_000);
    const parts = sealed
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(parts.join()).not.toContain('ana');
    expect(sealed.length).toBeLessThan(300);
  });

  test('does not open for another purpose', async () => {
    const way = await createSeal<{ name: string }>(SECRET, 'way in').close({ name: 'ana' }, 60_000);
    expect(await sessions.open(way)).toBeUndefined();
  });

  test('does not open by another secret', async () => {
    const sealed = await sessions.close({ name: 'ana' }, 60_000);
    expect(await createSeal('another secret', 'session').open(sealed)).toBeUndefined();
  });

  test('does not open when its time is over', async () => {
    const sealed = await sessions.close({ name: 'ana' }, 60_000);
    vi.setSystemTime(Date.now() + 59_000);
    expect(await sessions.open(sealed)).toEqual({ name: 'ana' });
    vi.setSystemTime(Date.now() + 2_000);
    expect(await sessions.open(sealed)).toBeUndefined();
  });

  test.each([0, 1, 2, 3, 4])('does not open when its part %i was changed', async (index) => {
    const parts = (await sessions.close({ name: 'ana' }, 60_000)).split('.');
    const part = parts[index] ?? '';
    parts[index] = part.startsWith('A') ? `B${part.slice(1)}` : `A${part.slice(1)}`;
    expect(await sessions.open(parts.join('.'))).toBeUndefined();
  });

  test.each(['', 'a', 'a.b.c', '.'.repeat(4), 'x'.repeat(10_000)])('is not %j', async (text) => {
    expect(await sessions.open(text)).toBeUndefined();
  });
});

test('the secret of sessions is that of the key for votes, however it is written', () => {
  const pem = () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  };
  const one = pem();
  const secret = sessionSecretOf(one);
  expect(sessionSecretOf(`${one.replaceAll('\n', '\r\n')}\n`)).toBe(secret);
  expect(sessionSecretOf(pem())).not.toBe(secret);
});
