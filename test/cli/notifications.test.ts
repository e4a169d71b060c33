import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/api/engine.ts';
import { failedNotifications } from '../../src/domain/notify/outbox.ts';
import { appWith } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { OUTBOX } from '../support/outbox.ts';
import { INPUT } from '../support/plan.ts';

useClockOfStories();

const ID = INPUT.id;
const stage = (engine: Partial<Engine>, as = 'ana') =>
  commandLine(appWith({ notifications: async () => OUTBOX, ...engine }), { as });

describe('slipway notifications', () => {
  it('shows what has arrived, what waits, and what was given up and why', async () => {
    const { exit, out } = await stage({})('notifications', ID);
    expect(exit).toBe('done');
    expect(out.split('\n')).toEqual([
      'DELIVERY  ABOUT          HAPPENED  STATE',
      '1.audit   build.started  1m ago    sent',
      '2.audit   build.started  59s ago   failed: audit returned 503.',
      '3.audit   build.started  30s ago   4 attempts, next 1970-01-01 00:01: audit returned 503.',
      '4.audit   build.started  10s ago   waiting',
      `Resend: slipway resend ${ID} 2.audit`,
      '',
    ]);
  });
  it('says so where nobody is told', async () => {
    const { out } = await stage({ notifications: async () => undefined })('notifications', ID);
    expect(out).toBe(`No notifications for ${ID}.\n`);
  });
  it('shows without a release all that was given up, a page of it', async () => {
    const row = { releaseId: ID, service: 'hello', failed: failedNotifications(OUTBOX) };
    const run = stage({ failedNotifications: async () => ({ outboxes: [row], next: 'older' }) });
    const { out } = await run('notifications');
    expect(out.split('\n')).toEqual([
      ID,
      '  DELIVERY  ABOUT          HAPPENED  STATE',
      '  2.audit   build.started  59s ago   failed: audit returned 503.',
      `Resend: slipway resend ${ID} 2.audit`,
      'Older ones: slipway notifications --cursor older',
      '',
    ]);
    const { out: json } = await run('notifications', '--json');
    expect(JSON.parse(json)).toMatchObject({ releases: [{ releaseId: ID }], next: 'older' });
  });
  it('says so where nothing was given up', async () => {
    const run = stage({ failedNotifications: async () => ({ outboxes: [] }) });
    expect((await run('notifications')).out).toBe('No failed notifications.\n');
  });
});

describe('slipway resend', () => {
  it('sends again what was given up', async () => {
    const sent: string[][] = [];
    const run = stage({ resend: async (...which) => sent.push(which) > 0 });
    const { exit, out } = await run('resend', ID, '2.audit');
    expect([exit, out]).toEqual([
      'done',
      `2.audit of ${ID}: Queued again, after the notifications already waiting for this recipient.\n`,
    ]);
    expect(sent).toEqual([[ID, '2.audit']]);
  });
  it('says so of a delivery that was not given up', async () => {
    const { exit, notes } = await stage({ resend: async () => false })('resend', ID, '1.audit');
    expect([exit, notes[0]]).toEqual([
      'notFound',
      expect.stringContaining('has no failed notification 1.audit'),
    ]);
  });
  it('is refused to who has not the role', async () => {
    const { exit, notes } = await stage({}, 'ben')('resend', ID, '2.audit');
    expect([exit, notes[0]]).toEqual(['forbidden', expect.stringContaining('role operate')]);
  });
});
