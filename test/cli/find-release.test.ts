import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../src/api/engine.ts';
import { releaseId } from '../../src/domain/release/release-id.ts';
import type { Phase } from '../../src/domain/release/release.ts';
import { appWith, AT_GATE } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

/** A release of hello, by the beginning of its commit. */
function row(start: string, phase: Phase = 'done', round = 1) {
  const commit = start.padEnd(40, '0');
  const { author, subject, startedBy } = INPUT;
  const id = releaseId('hello', commit, round);
  return { id, service: 'hello', commit, author, subject, startedBy, startedAtMs: 0, phase };
}

/** Reads and changes releases of a Slipway that has these, the newest first. */
function stage(...rows: readonly ReturnType<typeof row>[]) {
  const read: string[] = [];
  const cancelled: string[] = [];
  const app = appWith({
    history: async (id) => {
      read.push(id);
      return AT_GATE;
    },
    cancel: async (id) => void cancelled.push(id),
    list: async ({ service, prefix = '', limit }: ListQuery) => ({
      releases: rows
        .filter((one) => one.id.startsWith(prefix) && one.service === (service ?? one.service))
        .slice(0, limit),
    }),
  });
  return { run: commandLine(app), read, cancelled };
}

const SHOP = { ...row('0a'), id: 'shop-0a0000000000', service: 'shop' };

describe('a release is found', () => {
  it.each([
    ['its id', 'hello-a1c000000000', 'hello-a1c000000000'],
    ['the beginning of its id, if only one begins so', 'hello-a1b', 'hello-a1b000000000'],
    ['its service, for the newest one', 'hello', 'hello-a1c000000000'],
  ])('by %s', async (_, word, id) => {
    const { run, read } = stage(row('a1c', 'building'), row('a1b'), SHOP);
    expect(await run('why', word)).toMatchObject({ exit: 'done' });
    expect(read[0]).toBe(id);
  });

  it('in its newest round, if a commit was released again', async () => {
    const { run, read } = stage(row('a1b', 'building', 2), row('a1b'));
    await run('why', 'hello-a1b');
    expect(read[0]).toBe('hello-a1b000000000.2');
  });

  it('by service and commit, of which more digits are known than the id has', async () => {
    const { run, read } = stage(row('b'), row('a1b'));
    await run('why', 'hello', 'a1b'.padEnd(40, '0'));
    expect(read[0]).toBe('hello-a1b000000000');
    expect((await run('why', 'hello', 'b000')).exit).toBe('done');
  });
});

describe('a release is not guessed', () => {
  it('where several begin so: all are named', async () => {
    const { run } = stage(row('a1c'), row('a1b'));
    const { exit, notes } = await run('why', 'hello-a1');
    expect([exit, notes[0]]).toEqual([
      'usage',
      'slipway: hello-a1 matches 2 releases: hello-a1c000000000, hello-a1b000000000.',
    ]);
  });

  it('where one of several that run is to be changed', async () => {
    const { run, cancelled } = stage(row('a1c', 'building'), row('a1b', 'testing'));
    const { exit, notes } = await run('cancel', 'hello');
    expect([exit, notes[0]]).toEqual([
      'usage',
      'slipway: hello has 2 releases that run: hello-a1c000000000, hello-a1b000000000.',
    ]);
    expect(cancelled).toEqual([]);
    expect((await run('why', 'hello')).exit).toBe('done');
  });

  it('but the only one that runs is meant, also when a newer one has ended', async () => {
    const { run, cancelled } = stage(row('a1c'), row('a1b', 'testing'));
    expect((await run('cancel', 'hello')).exit).toBe('done');
    expect(cancelled).toEqual([INPUT.id]);
  });
});

describe('where there is no such release', () => {
  it.each([
    ['helo-a1c', 'Did you mean hello-a1c000000000?'],
    ['helllo', 'Did you mean hello?'],
    ['warehouse', 'Run `slipway list` to see the releases.'],
  ])('%s: %s', async (word, next) => {
    const { exit, notes } = await stage(row('a1c')).run('why', word);
    expect([exit, notes]).toEqual(['notFound', [`slipway: No release starts with ${word}.`, next]]);
  });

  it('a service that was never released says how to do it', async () => {
    const { exit, notes } = await stage().run('why', 'hello', '--url', 'http://other');
    expect([exit, notes]).toEqual([
      'notFound',
      [
        'slipway: hello was never released.',
        'To release it: slipway start hello --url http://other',
      ],
    ]);
  });

  it('a commit that was never released says how to do it', async () => {
    const { exit, notes } = await stage(row('a1c')).run('why', 'hello', 'beef');
    expect([exit, notes]).toEqual([
      'notFound',
      ['slipway: beef of hello has no release.', 'To release it: slipway start hello beef'],
    ]);
  });
});
