import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { githubProof, gitlabProof, standardProof } from '../../../src/api/webhooks/signature.ts';
import { Secret } from '../../../src/config/secret.ts';

const BODY = Buffer.from('{"ref":"refs/heads/main","umlaut":"ü"}');
const NOW_MS = Date.UTC(2026, 2, 1, 9);
const KEY = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`;
const OTHER_KEY = `whsec_${Buffer.from('o'.repeat(32)).toString('base64')}`;
const secrets = (...texts: string[]) => texts.map((text) => new Secret(text));
const refused = (code: string) => expect.objectContaining({ code });

describe('the signature of GitHub', () => {
  const signed = (key: string, body = BODY) =>
    new Headers({
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    });

  test('matches the example of its documentation', () => {
    const headers = new Headers({
      'X-Hub-Signature-256':
        'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    });
    githubProof(secrets("It's a Secret to Everybody"), headers)(Buffer.from('Hello, World!'));
  });
  test('is accepted with the current and the previous secret', () => {
    const keys = secrets('the-new-secret-of-github', 'the-old-secret-of-github');
    for (const key of ['the-new-secret-of-github', 'the-old-secret-of-github'])
      githubProof(keys, signed(key))(BODY);
  });
  test.each([
    ['another secret', signed('another-secret-of-github'), BODY],
    ['another body', signed('the-new-secret-of-github'), Buffer.from(`${String(BODY)} `)],
  ])('by %s does not count', (_, headers, body) => {
    const prove = githubProof(secrets('the-new-secret-of-github'), headers);
    expect(() => prove(body)).toThrow(refused('WEBHOOK_SIGNATURE_INVALID'));
  });
  test.each([
    {},
    { 'X-Hub-Signature': `sha1=${'0'.repeat(40)}` },
    { 'X-Hub-Signature-256': '' },
    { 'X-Hub-Signature-256': 'sha256=' },
    { 'X-Hub-Signature-256': `sha256=${'0'.repeat(63)}` },
    { 'X-Hub-Signature-256': `sha1=${'0'.repeat(64)}` },
  ])('that is none is refused before the body is read: %j', (headers) => {
    const keys = secrets('the-new-secret-of-github');
    expect(() => githubProof(keys, new Headers(headers as Record<string, string>))).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
});

/** The headers that the reference library of Standard Webhooks makes. */
function signedBy(key: string, more: { atMs?: number; id?: string; body?: Buffer } = {}) {
  const { atMs = NOW_MS, id = 'msg_1', body = BODY } = more;
  return new Headers({
    'webhook-id': id,
    'webhook-timestamp': String(atMs / 1_000),
    'webhook-signature': new Webhook(key).sign(id, new Date(atMs), String(body)),
  });
}

describe('the signature of Standard Webhooks', () => {
  test('matches the reference library', () => {
    standardProof(secrets(KEY), signedBy(KEY), NOW_MS)(BODY);
  });
  test('is accepted with the current and the previous key', () => {
    standardProof(secrets(OTHER_KEY, KEY), signedBy(KEY), NOW_MS)(BODY);
  });
  test('is accepted if the sender signs with two keys', () => {
    const headers = signedBy(KEY);
    const mine = headers.get('webhook-signature') ?? '';
    headers.set('webhook-signature', `v1a,abc v1,AAAA ${mine}`);
    standardProof(secrets(KEY), headers, NOW_MS)(BODY);
  });
  test.each([
    ['by another key', signedBy(OTHER_KEY)],
    ['over another body', signedBy(KEY, { body: Buffer.from('{}') })],
  ])('%s does not count', (_, headers) => {
    expect(() => standardProof(secrets(KEY), headers, NOW_MS)(BODY)).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
  test.each(['webhook-id', 'webhook-timestamp'])('covers %s', (name) => {
    const headers = signedBy(KEY);
    headers.set(name, name === 'webhook-id' ? 'msg_2' : String(NOW_MS / 1_000 + 1));
    expect(() => standardProof(secrets(KEY), headers, NOW_MS)(BODY)).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
  test.each([
    [-300_000, true],
    [300_000, true],
    [-301_000, false],
    [301_000, false],
  ])('that was made %i ms from now counts: %s', (fromNowMs, counts) => {
    const headers = signedBy(KEY, { atMs: NOW_MS + fromNowMs });
    const prove = () => standardProof(secrets(KEY), headers, NOW_MS)(BODY);
    if (counts) prove();
    else expect(prove).toThrow(refused('WEBHOOK_TIMESTAMP_EXPIRED'));
  });
  test.each([
    ['webhook-id', ''],
    ['webhook-timestamp', ''],
    ['webhook-timestamp', 'soon'],
    ['webhook-timestamp', '-1'],
    ['webhook-signature', ''],
    ['webhook-signature', 'v2,abc'],
  ])('without a right %s (%j) is refused before the body is read', (name, value) => {
    const headers = signedBy(KEY);
    headers.set(name, value);
    expect(() => standardProof(secrets(KEY), headers, NOW_MS)).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
});

describe('the proof of GitLab', () => {
  const token = (text: string) => new Headers({ 'X-Gitlab-Token': text });
  const both = { secrets: secrets(KEY), tokens: secrets('the-token-of-gitlab') };

  test('is a signature, or a token if one is configured', () => {
    gitlabProof(both, signedBy(KEY), NOW_MS)(BODY);
    gitlabProof(both, token('the-token-of-gitlab'), NOW_MS)(BODY);
    gitlabProof({ ...both, secrets: [] }, token('the-token-of-gitlab'), NOW_MS)(BODY);
  });
  test.each([
    ['no token', { ...both, secrets: [] }, new Headers()],
    ['another token', both, token('another-token-of-gitlab')],
    ['a token where only signatures count', { ...both, tokens: [] }, token('the-token-of-gitlab')],
    ['a signature where only tokens count', { ...both, secrets: [] }, signedBy(KEY)],
  ])('is not %s', (_, keys, headers) => {
    expect(() => gitlabProof(keys, headers, NOW_MS)(BODY)).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
  test('fails with a bad signature beside a valid token', () => {
    const headers = signedBy(OTHER_KEY);
    headers.set('X-Gitlab-Token', 'the-token-of-gitlab');
    expect(() => gitlabProof(both, headers, NOW_MS)(BODY)).toThrow(
      refused('WEBHOOK_SIGNATURE_INVALID'),
    );
  });
});
