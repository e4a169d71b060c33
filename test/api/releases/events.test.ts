import { afterEach, describe, expect, it, vi } from 'vitest';
import { appWith, by, STORY, toldSoFar } from '../../support/api.ts';

afterEach(() => void vi.useRealTimers());

const resumed = (id: string) => ({ headers: { Authorization: 'Bearer eve', 'Last-Event-ID': id } });

describe('GET /releases/{id}/events', () => {
  it('sends each event with the id that resumes after it', async () => {
    const response = await appWith().request('/releases/r/events', by('eve'));
    expect(response.headers.get('Content-Type')).toContain('text/event-stream');
    expect(response.headers.get('X-Accel-Buffering')).toBe('no');
    const text = await response.text();
    expect(text.match(/^id: .*$/gm)).toEqual(['id: 1', 'id: 5', 'id: 9']);
    expect(text).toContain('event: step-queued\ndata: {"kind":"step-queued"');
  });
  it('resumes after the last event of the reader', async () => {
    const asked: number[] = [];
    const app = appWith({
      async *follow(_, { after }) {
        asked.push(after);
        yield* STORY.filter(({ id }) => id > after);
      },
    });
    const text = await (await app.request('/releases/r/events', resumed('5'))).text();
    expect(asked).toEqual([5]);
    expect(text.match(/^id: .*$/gm)).toEqual(['id: 9']);
  });
  it('returns 204 to a reader with all events of an ended release', async () => {
    const history = [...STORY, { id: 12, atMs: 4, kind: 'ended', outcome: 'succeeded' } as const];
    const app = appWith({ history: async () => history });
    expect((await app.request('/releases/r/events', resumed('12'))).status).toBe(204);
  });
  it('refuses an invalid id', async () => {
    expect((await appWith().request('/releases/r/events', resumed('x'))).status).toBe(422);
  });
  it('sends heartbeats, so that no proxy closes a silent stream', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { app, stopping } = waiting();
    const told = (await app.request('/releases/r/events', by('eve'))).text();
    await vi.advanceTimersByTimeAsync(45_000);
    stopping.abort();
    expect((await told).match(/^: still here$/gm)).toHaveLength(3);
  });
  it('ends open streams when the server stops', async () => {
    const { app, stopping } = waiting();
    const response = await app.request('/releases/r/events', by('eve'));
    setTimeout(() => stopping.abort(), 10);
    expect(await response.text()).toContain('id: 1');
  });
});

/** An app whose release has begun, and goes no further. */
function waiting() {
  const stopping = new AbortController();
  const follow = (_: string, { signal }: { signal: AbortSignal }) =>
    toldSoFar(STORY.slice(0, 1), { signal });
  return { stopping, app: appWith({ follow }, { stopping: stopping.signal }) };
}
