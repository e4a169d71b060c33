import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../src/domain/errors.ts';
import { Advice } from '../../src/web/advice.tsx';

async function htmlOf(text: string): Promise<string> {
  const page = new Hono().get('/', (c) => c.html(<Advice text={text} />));
  return (await page.request('/')).text();
}

describe('the advice of an error', () => {
  test('shows words between backticks as code', async () => {
    expect(await htmlOf('Check `signIn` in `a`.')).toBe(
      'Check <code>signIn</code> in <code>a</code>.',
    );
  });
  test('escapes HTML', async () => {
    expect(await htmlOf('Fix `<b>` & go.')).toBe('Fix <code>&lt;b&gt;</code> &amp; go.');
  });
  test.each(Object.entries(ERRORS))('of %s shows no backtick', async (_, { next }) => {
    expect(await htmlOf(next)).not.toContain('`');
    expect(next.split('`').length % 2).toBe(1);
  });
});
