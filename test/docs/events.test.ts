import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { signedHeaders } from '../../src/activities/notifiers/signature.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { blocksOf, pageAt } from './pages.ts';

const page = pageAt('docs/events.md');
const block = (language: string) =>
  blocksOf(page).find((candidate) => candidate.language === language)?.text ?? '';

test('the slipway.yaml of the page is accepted', () => {
  const { services } = readConfiguration(block('yaml'), 'docs/events.md', '/srv');
  expect(services['shop']?.notifications).not.toHaveLength(0);
});

describe('the signature check of the page', () => {
  type IsGenuine = (headers: Record<string, string>, body: string, secret: string) => boolean;
  let isGenuine: IsGenuine;
  beforeAll(async () => {
    const source = Buffer.from(block('js')).toString('base64');
    ({ isGenuine } = (await import(`data:text/javascript;base64,${source}`)) as {
      isGenuine: IsGenuine;
    });
  });

  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const body = '{"specversion":"1.0"}';
  const sign = (atMs = Date.now()) => signedHeaders({ id: 'run-1-3', body, atMs }, secret);

  test('takes what Slipway sends', () => {
    expect(isGenuine(sign(), body, secret)).toBe(true);
  });

  test.each<[string, () => boolean]>([
    ['another body', () => isGenuine(sign(), `${body} `, secret)],
    ['another secret', () => isGenuine(sign(), body, secret.replace('whsec_', 'whsec_AAAA'))],
    ['another id', () => isGenuine({ ...sign(), 'webhook-id': 'run-1-4' }, body, secret)],
    ['an old signature', () => isGenuine(sign(Date.now() - 600_000), body, secret)],
    ['no signature', () => isGenuine({}, body, secret)],
  ])('refuses %s', (_, check) => {
    expect(check()).toBe(false);
  });
});
