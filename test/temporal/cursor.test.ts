import { expect, test } from 'vitest';
import { cursorOf, tokenOf } from '../../src/temporal/cursor.ts';

test('a cursor contains the token that it was made of', () => {
  const token = Buffer.from('{"page":2}');
  const cursor = cursorOf(token) ?? '';
  expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(tokenOf(cursor)).toEqual(token);
});

test.each([undefined, null, Buffer.alloc(0)])('there is no cursor without a token', (token) => {
  expect(cursorOf(token)).toBeUndefined();
});

test.each(['', '9Qn', 'abcdefgh', 'AAAAAAAA'])('a cursor of no list is refused: %j', (cursor) => {
  expect(() => tokenOf(cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
});
