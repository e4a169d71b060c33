import { createHash, createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { keyId, opened, preAuthenticationEncoding, sealed } from '../../src/audit/dsse.ts';
import { newKeys } from '../support/record.ts';

const TYPE = 'http://example.com/HelloWorld';

it.each([
  // The vector of the specification, protocol.md.
  [TYPE, 'hello world', 'DSSEv1 29 http://example.com/HelloWorld 11 hello world'],
  ['', '', 'DSSEv1 0  0 '],
  // Lengths count bytes, so that nothing can be moved from the type into the payload.
  ['ü', '👋 1', 'DSSEv1 2 ü 6 👋 1'],
])('A2 the type %j and the payload %j are encoded as %j', (type, payload, expected) => {
  expect(preAuthenticationEncoding(type, Buffer.from(payload)).toString()).toBe(expected);
});

it('A2 an envelope opens by the key that sealed it, and by no other', () => {
  const keys = newKeys();
  const envelope = sealed(TYPE, Buffer.from('hello world'), keys.privateKey);
  expect(opened(envelope, keys.publicKey)?.toString()).toBe('hello world');
  expect(opened(envelope, newKeys().publicKey)).toBeUndefined();
});

it('A2 an envelope does not open when its type or its payload is another', () => {
  const { privateKey, publicKey } = newKeys();
  const envelope = sealed(TYPE, Buffer.from('hello world'), privateKey);
  const payload = Buffer.from('hello worle').toString('base64');
  expect(opened({ ...envelope, payload }, publicKey)).toBeUndefined();
  expect(opened({ ...envelope, payloadType: `${TYPE}s` }, publicKey)).toBeUndefined();
  expect(opened({ ...envelope, signatures: [] }, publicKey)).toBeUndefined();
});

it.each([[{}], [{ signatures: 1 }], [{ signatures: [null] }], [{ signatures: [{ sig: 1 }] }]])(
  'what is no envelope does not open, and does not throw: %j',
  (envelope) => {
    expect(opened(envelope as never, newKeys().publicKey)).toBeUndefined();
  },
);

it('a key is named by the SHA-256 of its SPKI, as openssl and sha256sum would', () => {
  const spki = `MCowBQYDK2VwAyEA${Buffer.alloc(32, 7).toString('base64')}`;
  const der = Buffer.from(spki, 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  expect(keyId(key)).toBe(createHash('sha256').update(der).digest('hex'));
});
