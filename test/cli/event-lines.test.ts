import { describe, expect, it } from 'vitest';
import { endLine, eventLine, type StreamedEvent } from '../../src/cli/event-lines.ts';
import { createPaint } from '../../src/cli/paint.ts';

const plain = createPaint(false);
const at = '2026-03-01T09:00:10.000Z';
const since = '2026-03-01T09:00:07.600Z';
const environment = 'production';

const wait = (sentence: string) => [{ kind: 'queue' as const, since, canAct: {}, sentence }];
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
      'plan: staging, then production (approval)',
    ],
    [{ kind: 'step-queued', step: 'build' }, 'build …'],
    [{ kind: 'step-ended', step: 'build', state: 'passed', attempt: 1 }, 'build passed in 2.4s'],
    [
      { kind: 'step-ended', step: 'build', state: 'failed', attempt: 2, problem },
      'build failed in 2.4s, attempt 2: It ended with 1. (BUILD_FAILED)',
    ],
    [
      { kind: 'promotion-decided', environment, mode: 'automatic', reason: 'words only' },
      'production is automatic: words only',
    ],
    [
      {
        kind: 'promotion-decided',
        environment,
        mode: 'approval',
        waitingFor: wait('Waits for Ana.'),
      },
      'Waits for Ana.',
    ],
    [
      { kind: 'promotion-decided', environment, mode: 'approval', newerLiveRelease: 'hello-2' },
      'hello-2 is live in production and newer',
    ],
    [
      { kind: 'voted', by: 'ben', verdict: 'approve', vote: 'counted', comment: 'fine' },
      'ben approved: fine',
    ],
    [
      {
        kind: 'voted',
        by: 'ben',
        verdict: 'approve',
        vote: 'counted',
        waitingFor: wait('Waits for one more.'),
      },
      'ben approved. Waits for one more.',
    ],
    [
      { kind: 'voted', by: 'ben', verdict: 'reject', vote: 'counted', comment: 'no' },
      'ben rejected: no',
    ],
    [{ kind: 'voted', by: 'ben', verdict: 'withdraw', vote: 'withdrawn' }, 'ben withdrew'],
    [
      { kind: 'voted', by: 'ana', verdict: 'approve', vote: 'refused', refused: 'SELF_APPROVAL' },
      'vote of ana not counted (SELF_APPROVAL)',
    ],
    [{ kind: 'votes-dropped', people: ['ben', 'cleo'] }, 'votes of ben, cleo were dismissed'],
    [
      {
        kind: 'intervention',
        intervention: 'override',
        by: 'olga',
        environment,
        reason: 'The shop is down.',
      },
      'olga used the emergency override for production: The shop is down.',
    ],
    [
      {
        kind: 'intervention',
        intervention: 'mode',
        by: 'root',
        environment,
        mode: 'automatic',
      },
      'root skipped approval for production',
    ],
    [
      { kind: 'intervention', intervention: 'guidance', by: 'ana', choice: 'retry' },
      'ana chose retry',
    ],
    [
      {
        kind: 'intervention',
        intervention: 'guidance',
        by: 'ana',
        choice: 'retry',
        refused: 'INTERVENTION_UNSIGNED',
      },
      'intervention of ana refused (INTERVENTION_UNSIGNED)',
    ],
    [{ kind: 'soaking', environment, waitingFor: wait('Stays in staging.') }, 'Stays in staging.'],
    [{ kind: 'window', environment }, undefined],
    [{ kind: 'queued', environment, waitingFor: wait('Waits for hello-1.') }, 'Waits for hello-1.'],
    [{ kind: 'asked', environment, waitingFor: wait('Needs guidance.') }, 'Needs guidance.'],
    [{ kind: 'entered', environment }, 'deploying to production'],
    [{ kind: 'entered' }, undefined],
    [{ kind: 'rolling-back', environment }, 'rolling back production'],
    [{ kind: 'superseded', by: 'hello-2' }, 'superseded by hello-2'],
    [{ kind: 'cancel-requested', by: 'ana', reason: 'typo' }, 'ana cancelled the release: typo'],
    [{ kind: 'something-newer' }, undefined],
  ])('%j', (event, line) => {
    expect(eventLine({ id: 1, at, ...event }, since, plain)).toBe(line);
  });
});

describe('the end', () => {
  it.each<[Omit<StreamedEvent, 'id' | 'at' | 'kind'>, string[]]>([
    [{ outcome: 'succeeded' }, ['succeeded']],
    [{ outcome: 'superseded', by: 'hello-2' }, ['superseded: superseded by hello-2']],
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
