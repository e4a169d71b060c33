import { expect, test } from 'vitest';
import { addressOf } from '../../src/signin/address.ts';

test.each([
  ['is who connects, whatever a header says', '192.0.2.1', '198.51.100.9', 0, '192.0.2.1'],
  ['is whom a proxy was asked by', '10.0.0.1', '198.51.100.9', 1, '198.51.100.9'],
  ['is not what was sent to the proxy', '10.0.0.1', '6.6.6.6, 198.51.100.9', 1, '198.51.100.9'],
  [
    'is whom the first of two was asked by',
    '10.0.0.1',
    '6.6.6.6, 198.51.100.9, 10.0.0.2',
    2,
    '198.51.100.9',
  ],
  ['is who connects, where no proxy says more', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ['is who connects, where fewer proxies say more', '10.0.0.1', '198.51.100.9', 2, '10.0.0.1'],
  ['is one for all whose connection is not known', undefined, undefined, 0, 'unknown'],
])('the address of a request %s', (_, remote, forwardedFor, proxies, address) => {
  expect(addressOf({ remote, forwardedFor }, proxies)).toBe(address);
});
