import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import type { LogKey } from '../../src/store/store.ts';
import { appWith, recordsInMemory, STORY } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';
import { workOf } from '../support/step-work.ts';

const ID = INPUT.id;
const ended = (id: number, step: string, state: 'passed' | 'failed'): ReleaseEvent => ({
  id,
  atMs: 4_000,
  kind: 'step-ended',
  step,
  ...workOf(step),
  state,
  attempt: 1,
});
const started = (id: number, step: string): ReleaseEvent => ({
  id,
  atMs: 4_000,
  kind: 'step-queued',
  activityId: '1',
  type: 'test',
  step,
});
const TESTED = [
  ...STORY,
  ended(10, 'build', 'passed'),
  started(11, 'test-unit'),
  started(12, 'test-browser'),
  ended(13, 'test-unit', 'failed'),
  ended(14, 'test-browser', 'passed'),
];

/** A Slipway whose logs say whose they are. */
function stage(history: readonly ReleaseEvent[] = TESTED) {
  const readLog = async ({ step, attempt }: LogKey, offset: number) => {
    const text = Buffer.from(`${step} ${attempt}: \u001b[32mok\u001b[39m\n`);
    return { chunk: text.subarray(offset), ended: true };
  };
  const store = { readLog, lastAttempt: async () => 2, ...recordsInMemory() };
  return commandLine(appWith({ history: async () => history }, { store }));
}

describe('slipway logs', () => {
  it('prints the log as the step has written it', async () => {
    const { exit, out, notes } = await stage()('logs', ID, 'build');
    expect([exit, out, notes]).toEqual(['done', 'build 2: \u001b[32mok\u001b[39m\n', []]);
  });
  it('follows it, or reads an earlier attempt', async () => {
    const run = stage();
    expect((await run('logs', ID, 'build', '--follow')).out).toContain('build 2: ');
    expect((await run('logs', ID, 'build', '--attempt', '1')).out).toContain('build 1: ');
  });
  it.each([
    ['that runs', [...TESTED, started(15, 'deploy-staging')], 'deploy-staging'],
    ['that has failed', TESTED, 'test-unit'],
    ['that was last', [...STORY, ended(10, 'build', 'passed')], 'build'],
  ])('without a step takes the one %s, and says which', async (_, history, step) => {
    const { out, notes } = await stage(history)('logs', ID);
    expect([out.startsWith(`${step} 2:`), notes]).toEqual([true, [`Log of ${step}:`]]);
  });
  it.each([
    ['test-u', 'done', ''],
    ['test', 'usage', 'slipway: test may be test-unit or test-browser.'],
    ['bild', 'notFound', `slipway: ${ID} has no step bild.`],
  ])('knows steps by their beginning: %s', async (word, exit, said) => {
    const ran = await stage()('logs', ID, word);
    expect([ran.exit, ran.notes[0] ?? '']).toEqual([exit, said]);
  });
  it('says so where no step has begun', async () => {
    const { exit, notes } = await stage(STORY.slice(0, 2))('logs', ID);
    expect([exit, notes[0]]).toEqual(['notFound', `slipway: No step of ${ID} has started yet.`]);
  });
  it('says so where a step has no log yet', async () => {
    const { exit, notes } = await commandLine(appWith())('logs', ID, 'build');
    expect([exit, notes]).toEqual([
      'notFound',
      [
        `slipway: ${ID} has no log of build. (LOG_NOT_FOUND)`,
        'Use a step that has started; `slipway follow` shows them.',
      ],
    ]);
  });
  it('gives a program the steps that there are', async () => {
    const { out } = await stage()('logs', ID, '--json');
    expect(JSON.parse(out).map(({ name }: { name: string }) => name)).toEqual([
      'build',
      'test-unit',
      'test-browser',
    ]);
  });
});
