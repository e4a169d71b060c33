import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { StartRequest } from '../../src/api/engine.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { createEngine } from '../../src/temporal/engine.ts';
import { registerSearchAttributes } from '../../src/temporal/register.ts';
import { INPUT, PLAN, PRODUCTION, STAGING } from '../support/plan.ts';
import { useTemporal } from '../support/temporal.ts';

const CONTINUOUS = { ...PLAN, environments: [STAGING] };
const GATED = { ...PLAN, environments: [PRODUCTION] };
const intervention = (more: Partial<StartRequest> = {}): StartRequest => ({
  notifies: false,
  service: 'hello',
  commit: randomBytes(20).toString('hex'),
  author: INPUT.author,
  subject: 'Say hello',
  startedBy: 'ana',
  voteKey: '',
  mode: 'approval',
  urlOf: (id) => `http://api/releases/${id}`,
  ...more,
});

describe('createEngine', () => {
  const { client, connection, withWorker } = useTemporal();
  const engine = () => createEngine(client(), connection());
  const until = (id: string, phase: string) =>
    vi.waitUntil(
      async () =>
        (await engine().list({ service: 'hello', limit: 50 })).releases.some(
          (r) => r.id === id && r.phase === phase,
        ),
      { timeout: 20_000, interval: 100 },
    );

  it('S1 ten starts of one commit at the same moment start one release', async () => {
    const same = intervention();
    const starts = await Promise.all(Array.from({ length: 10 }, () => engine().start(same)));
    expect(new Set(starts.map(({ id }) => id)).size).toBe(1);
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
    await client().workflow.getHandle(starts[0]!.id).terminate();
  });

  it('S2 a commit that was cancelled may be released again under a new id', async () => {
    const again = intervention();
    await withWorker({ planRelease: async () => GATED }, async () => {
      const first = await engine().start(again);
      await until(first.id, 'awaiting-approval');
      await engine().cancel(first.id, { by: 'ana', reason: 'typo' });
      await until(first.id, 'done');
      const { releases } = await engine().list({ service: 'hello', phase: 'done', limit: 1 });
      expect(releases).toMatchObject([{ id: first.id, outcome: 'cancelled' }]);
      // Who asks for it once only gets what there is, however that has ended.
      const told = await engine().start({ ...again, once: true });
      expect(told).toEqual({ id: first.id, created: false });
      const second = await engine().start(again);
      expect(second).toEqual({ id: `${first.id}.2`, created: true });
      const ids = async (running: boolean) =>
        (await engine().list({ service: 'hello', running, limit: 50 })).releases.map(
          ({ id }) => id,
        );
      await expect.poll(() => ids(true)).toContain(second.id);
      expect(await ids(true)).not.toContain(first.id);
      expect(await ids(false)).toContain(first.id);
      const cancelled = (await engine().history(first.id)).find(
        ({ kind }) => kind === 'cancel-requested',
      );
      expect(cancelled).toMatchObject({ by: 'ana', reason: 'typo' });
      await client().workflow.getHandle(second.id).terminate();
    });
  });

  it('S1 a commit that is in production is not released again', async () => {
    const once = intervention();
    await withWorker({ planRelease: async () => CONTINUOUS }, async () => {
      const first = await engine().start(once);
      await until(first.id, 'done');
      expect(await engine().start(once)).toEqual({ id: first.id, created: false });
    });
  });

  it('reads and streams a release while no worker runs', async () => {
    const { id } = await engine().start(intervention());
    expect((await engine().history(id)).map(({ kind }) => kind)).toEqual(['started']);
    const told: ReleaseEvent[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const event of engine().follow(id, { after: 0, signal: stop.signal }))
        told.push(event);
    })();
    await vi.waitUntil(() => told.length === 1, 10_000);
    await client().workflow.getHandle(id).terminate();
    await reading;
    expect(told.map(({ kind }) => kind)).toEqual(['started', 'ended']);
  });

  it('resumes a stream exactly, with no gap and no repeat', async () => {
    await withWorker({ planRelease: async () => CONTINUOUS }, async () => {
      const { id } = await engine().start(intervention());
      await until(id, 'done');
      const read = async (after: number) => {
        const ids: number[] = [];
        const { signal } = new AbortController();
        for await (const event of engine().follow(id, { after, signal })) ids.push(event.id);
        return ids;
      };
      const all = await read(0);
      for (const last of all.slice(0, -1))
        expect(await read(last)).toEqual(all.filter((i) => i > last));
    });
  });

  it('stops a stream when its reader is gone', async () => {
    const { id } = await engine().start(intervention());
    const stop = new AbortController();
    const follow = engine().follow(id, { after: 0, signal: stop.signal })[Symbol.asyncIterator]();
    await follow.next();
    const next = follow.next();
    stop.abort();
    expect((await next).done).toBe(true);
    await client().workflow.getHandle(id).terminate();
  });

  it('G2 a vote without a worker is kept, and its receipt is pending', async () => {
    const { id } = await engine().start(intervention());
    const vote = {
      voteId: 'v',
      by: 'ben',
      verdict: 'approve',
      approvalRequest: 'sha256:1',
      atMs: 1,
    } as const;
    const opened = await engine().open(id);
    expect(await opened.vote(vote)).toBeUndefined();
    await client().workflow.getHandle(id).terminate();
    await expect(opened.vote(vote)).rejects.toMatchObject({ code: 'GATE_CLOSED' });
    await expect(engine().cancel(id, { by: 'ana' })).rejects.toMatchObject({
      code: 'RELEASE_ENDED',
    });
  });

  it.each([
    ['history', () => engine().history('nope-000000000000')],
    ['the story of another workflow', () => engine().history('environment/hello/staging')],
    ['open', () => engine().open('nope-000000000000')],
    ['cancel', () => engine().cancel('nope-000000000000', { by: 'ana' })],
  ])('%s is RELEASE_NOT_FOUND where there is no release', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'RELEASE_NOT_FOUND' });
  });

  it('pages through releases by cursor, each once', async () => {
    const service = 'paged';
    const started = [];
    for (let i = 0; i < 5; i += 1)
      started.push((await engine().start(intervention({ service }))).id);
    await vi.waitUntil(
      async () => (await engine().list({ service, limit: 10 })).releases.length === 5,
      20_000,
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await engine().list({
        service,
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...page.releases.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(started.toSorted());
    await Promise.all(started.map((id) => client().workflow.getHandle(id).terminate()));
  });

  it('lists the releases whose id begins with the given text', async () => {
    const ids = [];
    for (const commit of ['a1b2', 'a1c3', 'f0f0'])
      ids.push(
        (await engine().start(intervention({ service: 'typed', commit: commit.padEnd(40, '0') })))
          .id,
      );
    const like = async (prefix: string) =>
      (await engine().list({ prefix, limit: 10 })).releases.map(({ id }) => id);
    await vi.waitUntil(async () => (await like('typed-')).length === 3, 20_000);
    expect((await like('typed-a1')).toSorted()).toEqual(ids.slice(0, 2));
    expect(await like('typed-a1c')).toEqual([ids[1]]);
    expect(await like('yped')).toEqual([]);
    await Promise.all(ids.map((id) => client().workflow.getHandle(id).terminate()));
  });

  it('refuses a cursor of no list', async () => {
    await expect(engine().list({ limit: 1, cursor: 'abc' })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });

  it('reports that Temporal responds and no worker does', async () => {
    expect((await engine().health()).temporal).toBe(true);
  });

  it('registers its search attributes any number of times', async () => {
    const register = () => registerSearchAttributes(connection(), client().options.namespace);
    await register();
    await expect(register()).resolves.toBeUndefined();
  });
});
