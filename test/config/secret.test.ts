import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../src/config/secret.ts';

test('a secret shows itself only when it is asked to', () => {
  const secret = new Secret('geheim');
  expect(secret.reveal()).toBe('geheim');
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }),
    inspect(secret, { showHidden: true }),
  ];
  for (const text of shown) {
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('geheim');
  }
});
