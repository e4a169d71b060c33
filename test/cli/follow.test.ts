import { describe, expect, it } from 'vitest';
import { EXIT_OF_OUTCOME } from '../../src/cli/exit-codes.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import type { Outcome } from '../../src/domain/release/release.ts';
import { appWith, AT_GATE, STORY } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

const end = (outcome: Outcome): ReleaseEvent => ({ id: 40, atMs: 65_000, kind: 'ended', outcome });
const ID = INPUT.id;

useClockOfStories();

/** Tells these at once, and `later` after the reader has had a lull. */
const follow = (events: readonly ReleaseEvent[], ...later: readonly ReleaseEvent[]) =>
  async function* (_: string, { after }: { after: number }) {
    for (const event of events) if (event.id > after) yield event;
    if (later.length > 0) await new Promise((resolve) => setTimeout(resolve, 500));
    yield* later;
  };

describe('slipway follow', () => {
  it('tells each change with its time, and what to type while it waits', async () => {
    const app = appWith({
      history: async () => AT_GATE,
      follow: follow(AT_GATE, end('succeeded')),
    });
    const { exit, out, notes } = await commandLine(app)('follow', ID);
    expect(out.split('\n')).toEqual([
      `1970-01-01  ${ID}`,
      '00:00:01  3f2a91c4d5e6 "Say hello", started by ana@example.com',
      '00:00:02  plan: staging, then production (approval)',
      '00:00:03  build …',
      '00:00:04  Waiting for 1 approval to deploy to production.',
      '          since 1970-01-01 00:00 (57s), until 1970-01-08 00:00',
      `          approve: slipway approve ${ID}`,
      `          reject: slipway reject ${ID} --comment WHY`,
      '00:01:05  succeeded after 1m 4s',
      '',
    ]);
    expect([exit, notes]).toEqual(['done', []]);
  });

  it('says what to type for what it waits now, not for what is over', async () => {
    const vote = {
      voteId: 'v',
      by: 'ben',
      verdict: 'approve',
      approvalRequest:
        AT_GATE.flatMap((event) =>
          event.kind === 'promotion-decided' ? event.approvalRequest.digest : [],
        )[0] ?? '',
      atMs: 5_000,
      signed: true,
    } as const;
    const voted = { id: 25, atMs: 5_000, kind: 'voted', vote } as const;
    const app = appWith({ follow: follow([...AT_GATE, voted], end('succeeded')) });
    const { out } = await commandLine(app)('follow', ID);
    expect(out).toContain('ben approved');
    expect(out).not.toContain('slipway approve');
  });

  it.each(Object.keys(EXIT_OF_OUTCOME) as Outcome[])(
    'ends as the release does: %s',
    async (outcome) => {
      const app = appWith({ follow: follow([...STORY, end(outcome)]) });
      const { exit } = await commandLine(app)('follow', ID);
      const expected =
        { succeeded: 'done', 'rolled-back': 'rolledBack' }[outcome as string] ?? outcome;
      expect(exit).toBe(expected);
    },
  );

  it('names the log of the step that failed', async () => {
    const problem = { code: 'BUILD_FAILED', message: 'It ended with 1.' } as const;
    const failed = {
      id: 30,
      atMs: 9_000,
      kind: 'step-ended',
      step: 'build',
      type: 'build',
      state: 'failed',
      attempt: 1,
      problem,
    } as const;
    const ended = { ...end('failed'), problem } as ReleaseEvent;
    const app = appWith({ follow: follow([...STORY, failed, ended]) });
    const { out, exit } = await commandLine(app)('follow', ID);
    expect(exit).toBe('failed');
    expect(out.split('\n').slice(-5)).toEqual([
      '00:01:05  failed after 1m 4s',
      '          It ended with 1. (BUILD_FAILED)',
      '          Read the build log, fix the cause, and start a release of the new commit.',
      `          log: slipway logs ${ID} build`,
      '',
    ]);
  });

  it('gives a program one JSON object for each event, with its id', async () => {
    const app = appWith({ follow: follow([...STORY, end('expired')]) });
    const { exit, out } = await commandLine(app)('follow', ID, '--json');
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number });
    expect([exit, events.map(({ id }) => id)]).toEqual(['expired', [1, 5, 9, 40]]);
    expect(events.at(-1)).toMatchObject({ kind: 'ended', outcome: 'expired', phase: 'done' });
  });

  it('says that no worker runs, when nothing moves', async () => {
    const health = async () => ({ temporal: true, worker: false });
    const app = appWith({ health, follow: follow(STORY, end('succeeded')) });
    const { notes } = await commandLine(app)('follow', ID);
    expect(notes).toEqual(['No worker is running, so releases are paused.']);
  });

  it('steers no terminal by what people have written', async () => {
    const input = { ...INPUT, subject: 'Say \u001b[2J\u009b1mhello\u202e' };
    const started = { id: 1, atMs: 1_000, kind: 'started', input } as const;
    const app = appWith({ follow: follow([started, end('succeeded')]) });
    const { out } = await commandLine(app)('follow', ID);
    expect(out).toContain('"Say [2J1mhello", started by');
  });
});

describe('a stream that breaks', () => {
  /** Every connection ends after two events, as when an API is stopped. */
  function broken(...away: (SlipwayError | Error)[]) {
    const asked: number[] = [];
    const all = [...AT_GATE, end('succeeded')];
    const app = appWith({
      async *follow(_: string, { after }: { after: number }) {
        asked.push(after);
        yield* all.filter(({ id }) => id > after).slice(0, 2);
      },
    });
    const pauses: number[] = [];
    const run = commandLine(app, {
      pause: async (ms) => void pauses.push(ms),
      fetch: (request) => {
        const isLater = request.headers.get('Last-Event-ID') !== '0';
        const error = request.url.endsWith('/events') && isLater ? away.shift() : undefined;
        if (error) throw error;
        return app.fetch(request);
      },
    });
    return { run, asked, pauses };
  }

  it('goes on exactly where it was, and says so', async () => {
    const { run, asked } = broken();
    const { exit, out, notes } = await run('follow', ID);
    expect(asked).toEqual([0, 5, 20]);
    expect(out.match(/build …|Waiting for 1 approval|succeeded/g)).toEqual([
      'build …',
      'Waiting for 1 approval',
      'succeeded',
    ]);
    expect([exit, notes]).toEqual([
      'done',
      Array.from({ length: 2 }, () => [
        'Connection to http://slipway.test lost, retrying …',
        'Reconnected.',
      ]).flat(),
    ]);
  });

  it('tries again for as long as the API is away, less and less often', async () => {
    const gone = () => new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    const { run, pauses } = broken(...Array.from({ length: 7 }, gone));
    const { exit, notes } = await run('follow', ID);
    expect(exit).toBe('done');
    expect(pauses.slice(0, 8)).toEqual([250, 500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000]);
    expect(notes.slice(0, 2)).toEqual([
      'Connection to http://slipway.test lost, retrying …',
      'Reconnected.',
    ]);
  });

  it('is not tried again where that cannot help', async () => {
    const app = appWith({
      history: async () => {
        throw new SlipwayError('RELEASE_NOT_FOUND', `Release ${ID} not found.`);
      },
    });
    const { exit } = await commandLine(app)('follow', ID);
    expect(exit).toBe('notFound');
  });
});
