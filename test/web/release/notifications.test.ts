import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/api/engine.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { OUTBOX } from '../../support/outbox.ts';
import { INPUT } from '../../support/plan.ts';
import { page, siteWith, submit } from '../../support/site.ts';

const PATH = `/ui/releases/${INPUT.id}`;
const siteOf = (engine: Partial<Engine> = {}) =>
  siteWith({ notifications: async () => OUTBOX, ...engine });

describe('whom a release has told in vain', () => {
  it('is shown with why, what is tried again and what is not', async () => {
    const { html } = await page(siteOf(), PATH);
    const text = html.replace(/<[^>]*>/g, '');
    for (const words of ['Failed notifications', 'build.started to audit', 'audit returned 503.'])
      expect(text).toContain(words);
    expect(text).toContain('4 attempts next at 1970-01-01 00:01 UTC');
    expect(html.match(/>Resend</g)).toHaveLength(1);
  });

  it('is not there where all have heard, or will', async () => {
    const { failed: _, waiting, ...rest } = OUTBOX;
    const outbox = { ...rest, failed: [], waiting, attempts: {} };
    const { html } = await page(siteOf({ notifications: async () => outbox }), PATH);
    expect(html).not.toContain('Failed notifications');
  });

  it('takes the page from nobody while no worker can tell', async () => {
    const notifications = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered.');
    };
    expect((await page(siteOf({ notifications }), PATH)).status).toBe(200);
  });

  it('is sent again by a form', async () => {
    const asked: string[][] = [];
    const site = siteOf({ resend: async (...which) => asked.push(which) > 0 });
    const { notice, location } = await submit(site, `${PATH}/resend`, { notification: '2.audit' });
    expect(asked).toEqual([[INPUT.id, '2.audit']]);
    expect([notice, location]).toEqual([
      'Queued again, after the notifications already waiting for this recipient.',
      PATH,
    ]);
  });

  it('is sent again by nobody who may not', async () => {
    const site = siteOf({ resend: () => Promise.reject(new Error('not expected')) });
    const { html } = await page(site, PATH, 'ben');
    expect(html).not.toContain('Resend');
    expect(html).toContain('Anyone with the operate role can resend it.');
    const { notice } = await submit(site, `${PATH}/resend`, { notification: '2.audit' }, 'ben');
    expect(notice).toContain('FORBIDDEN');
  });
});
