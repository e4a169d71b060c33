import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { eventually } from '../support/eventually.ts';
import { useStage } from '../support/stage.ts';

const stage = useStage();
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A command that runs in a process of its own, as somebody typed it. */
interface Typed {
  /** What it has said so far, on both streams. */
  said(): string;
  /** Waits until it has said this. */
  saying(words: string): Promise<void>;
  readonly ended: Promise<{ status: number | null; out: string }>;
}

function slipway(...words: readonly string[]): Typed {
  // As npx runs it: by itself.
  const child = spawn(join(inject('programs'), 'entry/cli.js'), words, {
    env: { PATH: process.env['PATH'] ?? '', SLIPWAY_URL: stage.url('') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const text = { out: '', all: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk.toString();
    text.all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (text.all += chunk.toString()));
  return {
    said: () => text.all,
    saying: async (wanted) =>
      void (await eventually(`"${wanted}" in\n${text.all}`, async () => text.all.includes(wanted))),
    ended: once(child, 'close').then(([status]) => {
      running.delete(child);
      return { status: status as number | null, out: text.out };
    }),
  };
}

const linesWith = (text: string, words: string) =>
  text.split('\n').filter((line) => line.includes(words));

describe('a user who follows a release', () => {
  test('sees it wait, be approved by another user, and reach production', async () => {
    const { commit } = stage.change();
    const id = `hello-${commit.slice(0, 12)}`;
    const watching = slipway('start', 'hello', commit, '--follow');
    await watching.saying(`approve: slipway approve ${id}`);
    const approved = await slipway('approve', id, '--comment', 'fine').ended;
    expect(approved).toMatchObject({
      status: EXIT.done,
      out: expect.stringMatching(/replaces .*\n.*artifact {2}sha256:.*\n.*\nVote counted\. /s),
    });
    const { status, out } = await watching.ended;
    expect([status, out]).toEqual([EXIT.done, expect.stringMatching(/succeeded after .*\n$/)]);
    expect(linesWith(out, 'approved: fine')).toHaveLength(1);
    const why = await slipway('why', id).ended;
    expect(why.out).toContain('Live in production since ');
    const places = await slipway('status', 'hello', '--json').ended;
    expect(JSON.parse(places.out)).toMatchObject({
      environments: [{ live: { releaseId: id } }, { live: { releaseId: id, verified: true } }],
    });
  });

  test('sees it rejected by another user', async () => {
    const { id } = await stage.release('hello');
    const watching = slipway('follow', id);
    await watching.saying('reject');
    await slipway('reject', id, '--comment', 'Not on a Friday.').ended;
    const { status, out } = await watching.ended;
    expect([status, out]).toEqual([EXIT.rejected, expect.stringContaining('Not on a Friday.')]);
    const why = await slipway('why', id).ended;
    expect(why.out).toMatch(/Rejected by \S+: Not on a Friday\./);
  });

  test('misses nothing, and sees nothing twice, while the API is away', async () => {
    const { id } = await stage.release('hello');
    const watching = slipway('follow', id);
    await watching.saying('approve');
    await stage.api().kill();
    await watching.saying('retrying …');
    const alone = await slipway('why', id).ended;
    expect(alone).toEqual({ status: EXIT.unreachable, out: '' });
    await stage.startApi();
    await watching.saying('Reconnected.');
    await slipway('approve', id).ended;
    const { status, out } = await watching.ended;
    expect(status).toBe(EXIT.done);
    for (const words of [
      'plan: ',
      'build passed',
      'deploying to staging',
      ' approved',
      'deploying to production',
    ])
      expect(linesWith(out, words), words).toHaveLength(1);
  });

  test('is told that a vote is kept while no worker runs, and sees it counted by the next one', async () => {
    const { id } = await stage.release('hello');
    await stage.until(id, 'awaiting-approval');
    await stage.worker().kill();
    const vote = await slipway('approve', id).ended;
    expect(vote).toMatchObject({ status: EXIT.done, out: expect.stringContaining('Vote saved') });
    const watching = slipway('follow', id);
    await watching.saying('approve');
    await stage.startWorker();
    const { status, out } = await watching.ended;
    expect([status, linesWith(out, ' approved')]).toEqual([EXIT.done, [expect.any(String)]]);
  });
});
