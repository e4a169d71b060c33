import { expect, it } from 'vitest';
import { isSafeAddress } from '../../src/domain/safe-address.ts';

it.each([
  ['https://hooks.example.com/services/T1/B2?x=1', true],
  ['https://example.com', true],
  ['https://example.com:8443/x', true],
  ['http://127.0.0.1:4001/hook', true],
  ['http://127.1.2.3', true],
  ['http://localhost:80', true],
  ['http://[::1]:80/x', true],
  ['http://example.com/hook', false],
  ['http://10.0.0.1/hook', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost.example.com/', false],
  ['http://localhost@example.com/', false],
  ['https://user:secret@example.com/', false],
  ['ftp://127.0.0.1/', false],
  ['example.com', false],
  ['', false],
])('%s is safe: %s', (address, safe) => {
  expect(isSafeAddress(address)).toBe(safe);
});
