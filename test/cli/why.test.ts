import { describe, expect, it } from 'vitest';
import {
  emptyEnvironment,
  type EnvironmentState,
} from '../../src/domain/environment/environment.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { appWith, AT_GATE, GATE_MANIFEST, STORY } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

const ID = INPUT.id;
useClockOfStories();

const ended = (about: Partial<ReleaseEvent<'ended'>>): ReleaseEvent => ({
  id: 40,
  atMs: 9_000,
  kind: 'ended',
  outcome: 'failed',
  ...about,
});
const at = { id: 30, atMs: 5_000 };
const vote = { voteId: 'v', by: 'ben', approvalRequest: GATE_MANIFEST, atMs: 5_000, signed: true };
const live = {
  releaseId: ID,
  commit: INPUT.commit,
  digest: GATE_MANIFEST,
  atMs: 1_000,
  verified: true,
};

/** What is answered of a release with this story, without the line that says what it is. */
async function why(
  history: readonly ReleaseEvent[],
  { production, worker = true }: { production?: Partial<EnvironmentState>; worker?: boolean } = {},
) {
  const app = appWith({
    history: async () => history,
    environment: async (service, name) => ({ ...emptyEnvironment(service, name), ...production }),
    health: async () => ({ temporal: true, worker }),
  });
  const { exit, out } = await commandLine(app)('why', ID);
  const [title, ...lines] = out.trimEnd().split('\n');
  expect([exit, title]).toEqual([
    'done',
    `${ID}  3f2a91c4d5e6 "Say hello", by Dev <dev@example.com>`,
  ]);
  return lines;
}

const AGAIN = '  start again: slipway start hello 3f2a91c4d5e6';

describe('slipway why answers', () => {
  it('what it waits for, who can change that, and how', async () => {
    expect(await why(AT_GATE)).toEqual([
      'Waiting for 1 approval to deploy to production.',
      '  since 1970-01-01 00:00 (57s), until 1970-01-08 00:00',
      `  approve: slipway approve ${ID}`,
      `  reject: slipway reject ${ID} --comment WHY`,
    ]);
  });

  it('why it is not for this person to decide', async () => {
    const run = commandLine(appWith({ history: async () => AT_GATE }), { as: 'eve' });
    expect((await run('why', ID)).out.split('\n').slice(2)).toEqual([
      '  since 1970-01-01 00:00 (57s), until 1970-01-08 00:00',
      '  not by you: Ask the operator for the role named in the message.',
      '',
    ]);
  });

  it('that the environment is held, and how it is lifted', async () => {
    const freeze = { by: 'ana', reason: 'Stock-taking.', sinceMs: 0 };
    const queued = {
      ...at,
      kind: 'queued',
      environment: 'production',
      queuedBehind: [],
      freezes: [freeze],
    } as const;
    expect(await why([...AT_GATE, queued])).toEqual([
      'production is frozen by ana: Stock-taking.',
      '  since 1970-01-01 00:00 (56s)',
      '  unfreeze: slipway unfreeze hello/production',
    ]);
  });

  it('what it asks, and what can be chosen', async () => {
    const guidanceRequest = {
      id: 'q',
      environment: 'production',
      failedStage: 'verify',
      choices: ['retry', 'fail'],
      problem: { code: 'VERIFICATION_FAILED', message: 'It responded 500.' },
      isUnknown: false,
      askedAtMs: 5_000,
    } as const;
    expect(await why([...AT_GATE, { ...at, kind: 'asked', guidanceRequest }])).toEqual([
      'Verification failed in production: It responded 500. Choose retry or fail.',
      '  since 1970-01-01 00:00 (56s)',
      `  to answer: slipway respond ${ID} retry|fail`,
    ]);
  });

  it('what it does, if it waits for nobody', async () => {
    expect(await why(STORY)).toEqual(['Building since 1970-01-01 00:00 (59s).']);
  });

  it('that no worker runs', async () => {
    expect((await why(STORY, { worker: false })).at(-1)).toBe(
      'No worker is running, so releases are paused.',
    );
  });

  it('what went wrong, what to do about it, and where the log is', async () => {
    const problem = { code: 'BUILD_FAILED', message: 'It ended with 1.' } as const;
    const step = {
      kind: 'step-ended',
      step: 'build',
      type: 'build',
      state: 'failed',
      attempt: 1,
    } as const;
    const failed = await why([...STORY, { ...at, ...step, problem }, ended({ problem })]);
    expect(failed).toEqual([
      'Failed: It ended with 1. (BUILD_FAILED)',
      '  Read the build log, fix the cause, and start a release of the new commit.',
      `  log: slipway logs ${ID} build`,
      AGAIN,
    ]);
  });

  it('who rejected it, and why', async () => {
    const rejects = { ...vote, verdict: 'reject', comment: 'Not on a Friday.' } as const;
    const history = [...AT_GATE, { ...at, kind: 'voted', vote: rejects } as const];
    expect(await why([...history, ended({ outcome: 'rejected' })])).toEqual([
      'Rejected by ben: Not on a Friday.',
      AGAIN,
    ]);
  });

  it('who cancelled it, and why', async () => {
    const cancel = { ...at, kind: 'cancel-requested', by: 'ana', reason: 'typo' } as const;
    expect(await why([...STORY, cancel, ended({ outcome: 'cancelled' })])).toEqual([
      'Cancelled by ana: typo',
      AGAIN,
    ]);
  });

  it.each<[Partial<ReleaseEvent<'ended'>>, string]>([
    [{ outcome: 'expired' }, 'Expired without a decision.'],
    [{ outcome: 'superseded', by: 'hello-2' }, 'Superseded by hello-2.'],
    [
      { outcome: 'rolled-back', problem: { code: 'WATCH_FAILED', message: 'It responded 500.' } },
      'Rolled back: It responded 500.',
    ],
  ])('how it has ended: %j', async (about, line) => {
    expect((await why([...AT_GATE, ended(about)]))[0]).toBe(line);
  });

  it.each<[Partial<EnvironmentState>, string]>([
    [{ live }, 'Live in production since 1970-01-01 00:00 (1m).'],
    [
      { live: { ...live, releaseId: 'hello-2' }, history: [live] },
      'Was live in production, replaced by hello-2.',
    ],
  ])('whether it is in production still: %j', async (production, line) => {
    const history = [...STORY, ended({ outcome: 'succeeded' })];
    expect(await why(history, { production })).toEqual([line]);
  });

  it('a program with the release', async () => {
    const app = appWith({ history: async () => AT_GATE });
    const { out } = await commandLine(app)('why', ID, '--json');
    expect(JSON.parse(out)).toMatchObject({ id: ID, waitingFor: [{ kind: 'approval' }] });
  });
});
