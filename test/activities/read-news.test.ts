import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createReadNews, type ReadHistory } from '../../src/activities/read-news.ts';
import type { NewEvents } from '../../src/domain/notify/outbox.ts';
import type { Recipient } from '../../src/domain/notify/recipient.ts';
import { begun, made, story } from '../support/stories.ts';

const AUDIT: Recipient = {
  kind: 'webhook',
  name: 'audit',
  url: 'https://audit.example.com',
  secret: { env: 'AUDIT_SECRET' },
};

async function read(
  history: Partial<ReadHistory> | undefined,
  known: { runId?: string; after: number },
): Promise<NewEvents> {
  const whole = history && { runId: 'run-1', story: [], last: 99, forkedAt: 0, ...history };
  const readNews = createReadNews({
    histories: { read: async () => whole },
    recipientsOf: () => [AUDIT],
  });
  const question = { releaseId: 'hello-1', service: 'hello', beyond: 0, ...known };
  return (await new MockActivityEnvironment().run(readNews, question)) as NewEvents;
}

describe('readNews', () => {
  it('writes letters about what is new, and says how far it has read', async () => {
    const { letters, ...rest } = await read({ story: story(...begun) }, { after: 3 });
    expect(rest).toEqual({ runId: 'run-1', after: 99, hasEnded: false });
    expect(letters.map(({ about }) => about)).toEqual(['pipelinerun.started']);
  });

  it('says that nothing more will come when the release has ended, or is forgotten', async () => {
    const ended = story(...begun, { kind: 'ended', outcome: 'succeeded' });
    expect(await read({ story: ended }, { after: 0 })).toMatchObject({ hasEnded: true });
    expect(await read(undefined, { runId: 'run-1', after: 7 })).toEqual({
      runId: 'run-1',
      after: 7,
      hasEnded: true,
      letters: [],
    });
  });

  it('tells again what a run that was reset does once more, under other ids', async () => {
    const again = { runId: 'run-2', story: story(...made), forkedAt: 6 };
    const { letters } = await read(again, { runId: 'run-1', after: 18 });
    expect(letters[0]).toMatchObject({
      id: 'run-2-9.audit',
      about: 'build.started',
      message: { event: { id: 'run-2-9' } },
    });
  });
});
