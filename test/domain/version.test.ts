import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { VERSION } from '../../src/domain/version.ts';

it('the version that programs tell is that of package.json', () => {
  const file = new URL('../../package.json', import.meta.url);
  expect(VERSION).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
});
