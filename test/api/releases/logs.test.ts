import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { Store } from '../../../src/store/store.ts';
import { answer, appWith, by, recordsInMemory, STORY } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';

const BUILD = '/releases/r/logs/build';
const ENDED: ReleaseEvent = {
  id: 12,
  atMs: 4_000,
  kind: 'step-ended',
  step: 'build',
  type: 'build',
  attempt: 1,
  state: 'passed',
};

/** Logs of the step `build` by attempt, as a store gives them: byte by byte, and only what is there. */
function logsOf(...attempts: readonly { text: string; ended: boolean }[]) {
  const known = [...attempts];
  const store: Pick<Store, 'readLog' | 'lastAttempt'> = {
    async lastAttempt(_, step) {
      return step === 'build' && known.length > 0 ? known.length : undefined;
    },
    async readLog({ step, attempt }, offset) {
      const log = step === 'build' ? known[attempt - 1] : undefined;
      const bytes = Buffer.from(log?.text ?? '');
      return (
        log && {
          chunk: bytes.subarray(offset, offset + 1),
          ended: log.ended && offset >= bytes.length,
        }
      );
    },
  };
  return { known, more: { store: { ...store, ...recordsInMemory() } } };
}

describe('GET /releases/{id}/logs/{step}', () => {
  it('returns the output of the newest attempt so far, as plain text', async () => {
    const { more } = logsOf({ text: 'broke off', ended: false }, { text: '<b>ö', ended: false });
    const { status, headers, type, body } = await answer(
      appWith({}, more).request(BUILD, by('eve')),
    );
    expect([status, body]).toEqual([200, '<b>ö']);
    expect(type).toBe('text/plain; charset=utf-8');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('returns an earlier attempt by number', async () => {
    const { more } = logsOf({ text: 'first', ended: true }, { text: 'second', ended: true });
    const { body } = await answer(appWith({}, more).request(`${BUILD}?attempt=1`, by('eve')));
    expect(body).toBe('first');
  });

  it.each([
    ['a step that has not begun', '/releases/r/logs/test-unit'],
    ['an attempt that there was not', `${BUILD}?attempt=2`],
  ])('answers 404 for %s', async (_, path) => {
    const { more } = logsOf({ text: 'first', ended: true });
    const { status, body } = await answer(appWith({}, more).request(path, by('eve')));
    expect([status, body.code]).toEqual([404, 'LOG_NOT_FOUND']);
  });

  it.each(['/releases/r/logs/..%2Fbuild', '/releases/r/logs/Build', `${BUILD}?attempt=0`])(
    'refuses %s, which names no log',
    async (path) => {
      const { status, body } = await answer(appWith().request(path, by('eve')));
      expect([status, body.code]).toEqual([422, 'INVALID_REQUEST']);
    },
  );

  it('returns 404 for an unknown release', async () => {
    const { status, body } = await answer(
      appWith({ history: async () => [] }).request(BUILD, by('eve')),
    );
    expect([status, body.code]).toEqual([404, 'RELEASE_NOT_FOUND']);
  });
});

describe('GET /releases/{id}/logs/{step}?follow', () => {
  it('continues until the step ends, through further attempts', async () => {
    const { known, more } = logsOf({ text: 'first', ended: false });
    let history: readonly ReleaseEvent[] = STORY;
    const app = appWith({ history: async () => history }, more);
    const response = await app.request(`${BUILD}?follow`, by('eve'));
    expect(response.headers.get('X-Accel-Buffering')).toBe('no');
    const told = textIn(response);
    await told.until('first');
    known.push({ text: 'second', ended: false });
    await told.until('second');
    known[1] = { text: 'second, and done', ended: true };
    history = [...STORY, ENDED];
    expect(await told.whole).toBe('first\n— attempt 2 —\nsecond, and done');
  });

  it('ends at once if the step has ended', async () => {
    const { more } = logsOf({ text: 'all', ended: true });
    const app = appWith({ history: async () => [...STORY, ENDED] }, more);
    expect((await answer(app.request(`${BUILD}?follow`, by('eve')))).body).toBe('all');
  });

  it('ends when the server stops', async () => {
    const stopping = new AbortController();
    const { more } = logsOf({ text: 'first', ended: false });
    const app = appWith({}, { ...more, stopping: stopping.signal });
    const told = textIn(await app.request(`${BUILD}?follow`, by('eve')));
    await told.until('first');
    stopping.abort();
    expect(await told.whole).toBe('first');
  });
});

const TEXT = 'first\nsecond\nthird\n';

/** The app, over a store that has this one log. */
const withLog = (text = TEXT) =>
  appWith(
    {},
    {
      store: {
        lastAttempt: async () => 1,
        async readLog(_, offset) {
          const bytes = Buffer.from(text);
          const from = offset < 0 ? Math.max(0, bytes.length + offset) : offset;
          return { chunk: bytes.subarray(from), ended: true };
        },
        ...recordsInMemory(),
      },
    },
  );

describe('GET /releases/{id}/logs/{step}?tail', () => {
  const read = async (query: string) =>
    (await answer(withLog().request(`/releases/${INPUT.id}/logs/build${query}`, by('eve')))).body;

  it.each([
    ['', TEXT],
    ['?tail=1000', TEXT],
    [`?tail=${TEXT.length}`, TEXT],
    [`?tail=${TEXT.length - 1}`, 'second\nthird\n'],
    ['?tail=8', 'third\n'],
    ['?tail=3', ''],
  ])('with "%s" gives whole lines that fit', async (query, expected) => {
    expect(await read(query)).toBe(expected);
  });

  it.each(['0', '-1', '1048576', 'x'])('refuses a tail of %s', async (tail) => {
    expect((await read(`?tail=${tail}`)).code).toBe('INVALID_REQUEST');
  });
});

/** The text of a response as it comes. */
function textIn(response: Response) {
  let text = '';
  const whole = (async () => {
    for await (const chunk of response.body as ReadableStream<Uint8Array>)
      text += Buffer.from(chunk).toString();
    return text;
  })();
  return {
    whole,
    until: async (part: string) => await expect.poll(() => text).toContain(part),
  };
}
