import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask } from '../../src/run/masking.ts';

function masked(secrets: readonly string[], ...chunks: readonly (string | Buffer)[]): Buffer {
  const mask = createMask(secrets);
  const shown = chunks.map((chunk) => mask.write(Buffer.from(chunk)));
  return Buffer.concat([...shown, mask.end()]);
}

test('B5 a secret is masked wherever the output is cut', () => {
  const text = 'token=hunter22 and again hunter22hunter22.';
  for (let at = 0; at <= text.length; at += 1)
    expect(masked(['hunter22'], text.slice(0, at), text.slice(at)).toString()).toBe(
      'token=*** and again ******.',
    );
  expect(masked(['hunter22'], ...text.split('')).toString()).toBe('token=*** and again ******.');
});

test('B5 nothing is held back but what may be a part of a secret', () => {
  const mask = createMask(['hunter22']);
  expect(mask.write(Buffer.from('a prompt: ')).toString()).toBe('a prompt: ');
  expect(mask.write(Buffer.from('hunt')).toString()).toBe('');
  expect(mask.write(Buffer.from('ing')).toString()).toBe('hunting');
  expect(mask.write(Buffer.from('hunter')).toString()).toBe('');
  expect(mask.end().toString()).toBe('hunter');
});

test('B5 of secrets that begin alike the longest is masked', () => {
  const secrets = ['abcd', 'abcdefgh'];
  expect(masked(secrets, 'abcd', 'efgh').toString()).toBe('***');
  expect(masked(secrets, 'abcd', 'efg!').toString()).toBe('***efg!');
  expect(masked(secrets, 'abcdef').toString()).toBe('***ef');
});

test('B5 a secret that was read with its line end is masked without it', () => {
  expect(masked(['hunter22\n'], 'hunter22 and hunter22\n').toString()).toBe('*** and ***');
});

test('texts of less than 4 characters are no secrets', () => {
  expect(masked(['abc', '', 'a'], 'abc').toString()).toBe('abc');
});

test('B5 bytes that are no text pass as they are', () => {
  const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28, 0xe4, 0xbd]);
  expect(masked(['hunter22'], bytes)).toEqual(bytes);
  const around = Buffer.concat([bytes, Buffer.from('pässword'), bytes]);
  const expected = Buffer.concat([bytes, Buffer.from('***'), bytes]);
  expect(masked(['pässword'], around.subarray(0, 8), around.subarray(8))).toEqual(expected);
});

test('B5 however the output is cut, the same is shown, and never a secret', () => {
  const secret = fc.string({ minLength: 4, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c') });
  const chunks = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') }));
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), chunks, (secrets, parts) => {
      const shown = masked(secrets, ...parts).toString();
      expect(shown).toBe(masked(secrets, parts.join('')).toString());
      for (const one of secrets) expect(shown).not.toContain(one);
    }),
  );
});
