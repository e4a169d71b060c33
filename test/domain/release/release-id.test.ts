import { expect, it } from 'vitest';
import { isReleaseId, releaseId, serviceOf } from '../../../src/domain/release/release-id.ts';

const COMMIT = '3f2a91c4d5e6'.padEnd(40, '0');

it('S1 names a release by its service and commit', () => {
  expect(releaseId('hello', COMMIT)).toBe('hello-3f2a91c4d5e6');
});
it('S2 gives another round another id', () => {
  expect(releaseId('hello', COMMIT, 2)).toBe('hello-3f2a91c4d5e6.2');
});
it.each([
  ['hello-3f2a91c4d5e6', true],
  ['hello-3f2a91c4d5e6.12', true],
  ['environment/hello/production', false],
  ['hello', false],
])('tells whether %s is the id of a release', (text, expected) => {
  expect(isReleaseId(text)).toBe(expected);
});
it.each([
  ['hello-3f2a91c4d5e6', 'hello'],
  ['hello-continuous-3f2a91c4d5e6.2', 'hello-continuous'],
  ['environment.hello.production', undefined],
])('%s is a release of %s', (id, service) => {
  expect(serviceOf(id)).toBe(service);
});
