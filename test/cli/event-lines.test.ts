import { describe, expect, it } from 'vitest';
import { endLine, eventLine, type StreamedEvent } from '../../src/cli/event-lines.ts';
import { createPaint } from '../../src/cli/paint.ts';

const plain = createPaint(false);
const at = '2026-03-01T09:00:10.000Z';
const since = '2026-03-01T09:00:07.600Z';
const environment = 'production';

const wait = (sentence: string) => [{ kind: 'lock' as const, since, who: [], sentence }];
const problem = { code: 'BUILD_FAILED', message: 'It ended with 1.\nmore', next: 'Read.' } as const;

describe('one line tells', () => {
  it.each<[Omit<StreamedEvent, 'id' | 'at'>, string | undefined]>([
    [
      { kind: 'started', commit: '3f2a91c4d5e6'.padEnd(40, '0'), subject: 'Hi', startedBy: 'ana' },
      '3f2a91c4d5e6 "Hi", started by ana',
    ],
    [
      {
        kind: 'planned',
        environments: [
          { name: 'staging', mode: 'automatic' },
          { name: environment, mode: 'approval' },
        ],
      },
      'plan: staging, then production (asks people)',
    ],
    [{ kind: 'step-queued', step: 'build' }, 'build …'],
    [{ kind: 'step-ended', step: 'build', state: 'passed', attempt: 1 }, 'build passed in 2.4s'],
    [
      { kind: 'step-ended', step: 'build', state: 'failed', attempt: 2, problem },
      'build failed in 2.4s, attempt 2: It ended with 1. (BUILD_FAILED)',
    ],
    [
      { kind: 'approached', environment, mode: 'automatic', reason: 'words only' },
      'goes to production without asking: words only',
    ],
    [
      { kind: 'approached', environment, mode: 'approval', waitingFor: wait('Waits for Ana.') },
      'Waits for Ana.',
    ],
    [
      { kind: 'approached', environment, mode: 'approval', newerLiveRelease: 'hello-2' },
      'production runs hello-2, which is newer',
    ],
    [
      { kind: 'voted', by: 'ben', verdict: 'approve', vote: 'counted', comment: 'fine' },
      'ben approves: fine',
    ],
    [
      {
        kind: 'voted',
        by: 'ben',
        verdict: 'approve',
        vote: 'counted',
        waitingFor: wait('Waits for one more.'),
      },
      'ben approves. Waits for one more.',
    ],
    [
      { kind: 'voted', by: 'ben', verdict: 'reject', vote: 'counted', comment: 'no' },
      'ben rejects it: no',
    ],
    [
      { kind: 'voted', by: 'ben', verdict: 'withdraw', vote: 'withdrawn' },
      'ben takes the vote back',
    ],
    [
      { kind: 'voted', by: 'ana', verdict: 'approve', vote: 'refused', reason: 'SELF_APPROVAL' },
      'the vote of ana does not count (SELF_APPROVAL)',
    ],
    [
      { kind: 'votes-dropped', people: ['ben', 'cleo'] },
      'the votes of ben, cleo do not count any more',
    ],
    [
      {
        kind: 'intervention',
        intervention: 'override',
        by: 'olga',
        environment,
        reason: 'The shop is down.',
      },
      'olga lets it into production without approval, soak and window: The shop is down.',
    ],
    [
      {
        kind: 'intervention',
        intervention: 'promotion',
        by: 'root',
        environment,
        mode: 'automatic',
      },
      'root switches production to deployment',
    ],
    [
      { kind: 'intervention', intervention: 'guidance', by: 'ana', choice: 'retry' },
      'ana chooses retry',
    ],
    [
      {
        kind: 'intervention',
        intervention: 'guidance',
        by: 'ana',
        choice: 'retry',
        refused: 'INTERVENTION_UNSIGNED',
      },
      'the order of ana was not carried out (INTERVENTION_UNSIGNED)',
    ],
    [{ kind: 'soaking', environment, waitingFor: wait('Stays in staging.') }, 'Stays in staging.'],
    [{ kind: 'window', environment }, undefined],
    [{ kind: 'queued', environment, waitingFor: wait('Waits for hello-1.') }, 'Waits for hello-1.'],
    [{ kind: 'asked', environment, waitingFor: wait('Asks how to go on.') }, 'Asks how to go on.'],
    [{ kind: 'entered', environment }, 'enters production'],
    [{ kind: 'entered', environment: 'build:' }, undefined],
    [{ kind: 'rolling-back', environment }, 'production goes back to what was verified last'],
    [{ kind: 'superseded', by: 'hello-2' }, 'hello-2 goes before it'],
    [{ kind: 'cancel-requested', by: 'ana', reason: 'typo' }, 'ana asks it to stop: typo'],
    [{ kind: 'something-newer' }, undefined],
  ])('%j', (event, line) => {
    expect(eventLine({ id: 1, at, ...event }, since, plain)).toBe(line);
  });
});

describe('the end', () => {
  it.each<[Omit<StreamedEvent, 'id' | 'at' | 'kind'>, string[]]>([
    [{ outcome: 'succeeded' }, ['succeeded']],
    [{ outcome: 'superseded', by: 'hello-2' }, ['superseded: hello-2 goes before it']],
    [
      { outcome: 'failed', problem: { ...problem, message: 'It ended with 1.' } },
      ['failed', 'It ended with 1. (BUILD_FAILED)', 'Read.'],
    ],
  ])('%j is told with what to do next', (event, lines) => {
    expect(endLine({ id: 1, at, kind: 'ended', ...event }, plain)).toEqual(lines);
  });
});

it('colours are for people at a terminal', () => {
  const event = { id: 1, at, kind: 'step-ended', step: 'build', state: 'failed' } as const;
  expect(eventLine(event, since, createPaint(true))).toBe(
    'build \u001b[31mfailed\u001b[39m in 2.4s',
  );
});
