import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { existingSigningKey, signingKey } from '../../src/store/signing-key.ts';
import { temporaryFolder } from './folder-of.ts';

test('a worker signs by the key that the API has made, and makes none', async () => {
  const file = join(temporaryFolder(), 'keys', 'votes.pem');
  expect(await existingSigningKey(file)).toBeUndefined();
  expect(existsSync(file)).toBe(false);
  const made = await signingKey(file);
  expect(await existingSigningKey(file)).toBe(made);
});
