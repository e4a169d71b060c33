import { expect, it } from 'vitest';
import { eventJson } from '../../../src/api/releases/event-json.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { releaseFromEvents } from '../../../src/domain/release/history.ts';
import type { CheckedIntervention } from '../../../src/domain/release/intervention.ts';
import { AT_GATE, STORY } from '../../support/api.ts';

/** What is told of it at the gate, without what every event has, and without what follows. */
function toldOf(happening: ReleaseEventBody, before: readonly ReleaseEvent[] = AT_GATE) {
  const event = { ...happening, id: 30, atMs: 5_000 } as ReleaseEvent;
  const {
    kind,
    at,
    phase: _,
    waitingFor: __,
    ...about
  } = eventJson(event, releaseFromEvents([...before, event]));
  expect([kind, at]).toEqual([happening.kind, '1970-01-01T00:00:05.000Z']);
  return about;
}
const environment = 'production';

it('G2 shows of each vote whether it counted, and why not', () => {
  const vote = {
    voteId: 'v',
    by: 'ben',
    verdict: 'approve',
    approvalRequest: 'm',
    atMs: 1,
    signed: true,
  } as const;
  const event = { id: 20, atMs: 5_000, kind: 'voted', vote } as const;
  expect(eventJson(event, releaseFromEvents([...STORY, event]))).toEqual({
    kind: 'voted',
    at: '1970-01-01T00:00:05.000Z',
    by: 'ben',
    verdict: 'approve',
    vote: 'refused',
    refused: 'GATE_NOT_OPEN',
    phase: 'building',
  });
});

it('G14 shows the scheduled time of a vote', () => {
  const approvalRequest = AT_GATE.at(-1) as ReleaseEvent<'promotion-decided'>;
  const vote = {
    voteId: 'v',
    by: 'ben',
    verdict: 'approve',
    approvalRequest: approvalRequest.approvalRequest.digest,
    deployAfterMs: 60_000,
    atMs: 5_000,
    signed: true,
  } as const;
  expect(toldOf({ kind: 'voted', vote })).toMatchObject({
    vote: 'counted',
    deployAfter: '1970-01-01T00:01:00.000Z',
  });
});

it('R4 shows the rollback release at the gate', () => {
  const { id: _, atMs: __, ...approached } = AT_GATE.at(-1) as ReleaseEvent<'promotion-decided'>;
  const about = toldOf({ ...approached, reason: 'always', rollbackTo: 'hello-1' });
  expect(about).toEqual({
    environment,
    mode: 'approval',
    reason: 'always',
    rollbackTo: 'hello-1',
    approvalRequest: approached.approvalRequest,
  });
});

it.each([
  [true, undefined],
  [false, 'INTERVENTION_UNSIGNED'],
])('G15 tells of an override who gave it and why; signed: %s', (signed, refused) => {
  const intervention: CheckedIntervention = {
    kind: 'override',
    interventionId: 'o',
    by: 'olga',
    atMs: 1,
    environment,
    runId: 'run-1',
    reason: 'The shop is down.',
    signed,
  };
  const about = { intervention: 'override', by: 'olga', environment, reason: 'The shop is down.' };
  expect(toldOf({ kind: 'intervention', intervention })).toEqual({
    ...about,
    ...(refused && { refused }),
  });
});

it('W3 shows the phase and waits after an event', () => {
  const [started] = STORY as [ReleaseEvent];
  expect(eventJson(started, releaseFromEvents([started]))).toMatchObject({
    kind: 'started',
    phase: 'planning',
  });
  expect(eventJson(started, releaseFromEvents([started]))).not.toHaveProperty('waitingFor');
  const approached = AT_GATE.at(-1) as ReleaseEvent;
  expect(eventJson(approached, releaseFromEvents([...STORY, approached]))).toMatchObject({
    phase: 'awaiting-approval',
    waitingFor: [
      {
        kind: 'approval',
        sentence: 'Waiting for 1 approval to deploy to production.',
        since: '1970-01-01T00:00:04.000Z',
      },
    ],
  });
});

it.each<[ReleaseEventBody, object]>([
  [
    { kind: 'soaking', environment, previous: 'staging', untilMs: 60_000 },
    { environment, previous: 'staging', until: '1970-01-01T00:01:00.000Z' },
  ],
  [
    { kind: 'soaking', environment, previous: 'staging', untilMs: 0 },
    { environment, previous: 'staging' },
  ],
  [
    { kind: 'window', environment, window: { open: false, nextOpenMs: 60_000, reason: 'no' } },
    { environment, open: false, nextOpen: '1970-01-01T00:01:00.000Z', reason: 'no' },
  ],
  [
    {
      kind: 'queued',
      environment,
      queuedBehind: ['a'],
      freezes: [
        { by: 'ana', reason: 'no', sinceMs: 0 },
        { by: 'slipway', reason: 'bad', sinceMs: 0, releaseId: 'b' },
      ],
    },
    {
      environment,
      queuedBehind: ['a'],
      freezes: [
        { by: 'ana', reason: 'no', since: '1970-01-01T00:00:00.000Z' },
        {
          by: 'slipway',
          reason: 'bad',
          since: '1970-01-01T00:00:00.000Z',
          automatic: true,
          releaseId: 'b',
        },
      ],
    },
  ],
  [
    { kind: 'queued', environment, queuedBehind: ['a'] },
    { environment, queuedBehind: ['a'] },
  ],
  [{ kind: 'votes-dropped', people: ['ben'] }, { people: ['ben'] }],
  [{ kind: 'superseded', by: 'hello-2' }, { by: 'hello-2' }],
  [{ kind: 'rolling-back', environment }, { environment }],
  [
    {
      kind: 'rolled-back',
      environment,
      result: { kind: 'rolled-back', to: 'hello-2', summary: 'It is back.' },
    },
    { environment, result: { kind: 'rolled-back', to: 'hello-2', summary: 'It is back.' } },
  ],
  [
    { kind: 'reminded', environment, canAct: { groups: ['leads'] } },
    { environment, canAct: { groups: ['leads'] } },
  ],
])('tells %j with instants as RFC 3339', (happening, about) => {
  expect(toldOf(happening)).toEqual(about);
});

it('R5 shows the guidance request and its choices', () => {
  const guidanceRequest = {
    id: 'q-1',
    environment,
    failedStage: 'watch',
    choices: ['retry', 'fail'],
    problem: { code: 'WATCH_FAILED', message: 'It responded 500.' },
    isUnknown: false,
    askedAtMs: 5_000,
  } as const;
  const { askedAtMs: _, problem, ...rest } = guidanceRequest;
  expect(toldOf({ kind: 'asked', guidanceRequest })).toEqual({
    ...rest,
    problem: { ...problem, next: 'Read the watch log.' },
    askedAt: '1970-01-01T00:00:05.000Z',
  });
});
