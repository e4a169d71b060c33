import { expect, test } from 'vitest';
import { returnPath } from '../../src/signin/return-path.ts';

test.each([
  ['/ui/releases/hello-1', '/ui/releases/hello-1'],
  ['/?service=hello#queue', '/?service=hello#queue'],
  ['/ui/environments/../releases/x', '/ui/releases/x'],
])('who was at %s comes back to %s', (wanted, path) => {
  expect(returnPath(wanted)).toBe(path);
});

test.each([
  undefined,
  '',
  'ui/releases',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/..//evil.example',
  '/.//evil.example',
  'javascript:alert(1)',
  'http://nowhere.invalid/x',
  '//nowhere.invalid//evil.example',
  '/ui/sign-in',
  '/ui/sign-in/callback?code=x',
  '/ui/x/../sign-out',
])('who says to have been at %j comes to the board', (wanted) => {
  expect(returnPath(wanted)).toBe('/');
});
