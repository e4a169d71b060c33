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
    for (const words of ['Others were not told', 'audit of build.started', 'audit answered 503.'])
      expect(text).toContain(words);
    expect(text).toContain('tried 4 times again 1970-01-01 00:01 UTC');
    expect(html.match(/Send again/g)).toHaveLength(1);
  });

  it('is not there where all have heard, or will', async () => {
    const { failed: _, waiting, ...rest } = OUTBOX;
    const outbox = { ...rest, failed: [], waiting, attempts: {} };
    const { html } = await page(siteOf({ notifications: async () => outbox }), PATH);
    expect(html).not.toContain('Others were not told');
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
      'It waits again, behind what waits for the same recipient.',
      PATH,
    ]);
  });

  it('is sent again by nobody who may not', async () => {
    const site = siteOf({ resend: () => Promise.reject(new Error('not expected')) });
    const { html } = await page(site, PATH, 'ben');
    expect(html).not.toContain('Send again');
    expect(html).toContain('Who has the role operate can send it again.');
    const { notice } = await submit(site, `${PATH}/resend`, { notification: '2.audit' }, 'ben');
    expect(notice).toContain('FORBIDDEN');
  });
});
