import { describe, expect, it } from 'vitest';
import type { OutgoingEvent } from '../../../src/domain/notify/outgoing-event.ts';
import { outgoingEvents } from '../../../src/domain/notify/outgoing-events.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { applyEvent } from '../../../src/domain/release/history.ts';
import type { Outcome, Release } from '../../../src/domain/release/release.ts';
import { INPUT } from '../../support/plan.ts';
import {
  ARTIFACT,
  asked,
  begun,
  deployed,
  made,
  guidanceRequest,
  history,
  succeeded,
  voted,
  waiting,
} from '../../support/stories.ts';

const id = INPUT.id;

/** What the last of these is to other systems, when the others have happened. */
function toldBy(...happenings: readonly ReleaseEventBody[]): readonly OutgoingEvent[] {
  let before: Release | undefined;
  let after: Release | undefined;
  let told: readonly OutgoingEvent[] = [];
  for (const event of history(...happenings)) {
    [before, after] = [after, applyEvent(after, event)];
    told = outgoingEvents(event, before, after as Release);
  }
  return told;
}

const namesOf = (...happenings: readonly ReleaseEventBody[]) =>
  happenings.flatMap((_, i) => toldBy(...happenings.slice(0, i + 1)).map(({ name }) => name));

describe('a release that goes all the way', () => {
  it('tells each thing once, in the order in which it happens', () => {
    expect(namesOf(...succeeded)).toEqual([
      'pipelinerun.queued',
      'pipelinerun.started',
      'build.started',
      'build.finished',
      'artifact.packaged',
      'testsuiterun.started',
      'testsuiterun.finished',
      'taskrun.started',
      'taskrun.finished',
      'service.deployed',
      'taskrun.started',
      'taskrun.finished',
      'service.published',
      'approval.created',
      'approval.updated',
      'approval.closed',
      'taskrun.started',
      'taskrun.finished',
      'service.upgraded',
      'taskrun.started',
      'taskrun.finished',
      'service.published',
      'pipelinerun.finished',
    ]);
  });

  it('names the artifact by its digest, from the build to production', () => {
    const artifactId = `pkg:generic/hello@${id}?checksum=${ARTIFACT.digest}`;
    const [built, packaged] = toldBy(...made.slice(0, 4));
    expect(built).toMatchObject({ subject: `${id}/build`, content: { artifactId } });
    expect(packaged).toMatchObject({
      subject: artifactId,
      content: { change: { id: INPUT.commit, source: '/nowhere/hello' } },
    });
    const [, service] = toldBy(...made, ...deployed('staging').slice(0, 3));
    expect(service).toMatchObject({
      subject: 'hello',
      content: { environment: { id: 'staging' }, artifactId },
    });
  });

  it('says that what was there before is upgraded, where that is known', () => {
    const first = [...made, ...deployed('staging'), asked(null), voted()];
    const [, service] = toldBy(...first, ...deployed('production').slice(0, 3));
    expect(service?.name).toBe('service.deployed');
  });

  it('numbers a step that is run once more', () => {
    const again = toldBy(...made, ...deployed('staging'), ...deployed('staging').slice(0, 2));
    expect(again).toMatchObject([{ subject: `${id}/deploy-staging/2` }]);
  });
});

describe('what fails', () => {
  const problem = { code: 'BUILD_FAILED', message: 'The build exited with 1.\nand more' } as const;
  const failed = { kind: 'step-ended', state: 'failed', attempt: 2, problem } as const;

  it('a build has no artifact, and says why', () => {
    const told = toldBy(...made.slice(0, 3), { ...failed, step: 'build', type: 'build' });
    expect(told).toEqual([
      {
        name: 'build.finished',
        subject: `${id}/build`,
        content: {},
        custom: {
          attempt: 2,
          outcome: 'failure',
          errors: 'BUILD_FAILED: The build exited with 1.',
        },
      },
    ]);
  });

  it.each([
    ['failed', 'failure'],
    ['cancelled', 'cancel'],
  ] as const)('a suite that %s ended by %s', (state, outcome) => {
    const told = toldBy(...made.slice(0, 5), {
      ...failed,
      state,
      step: 'test-unit',
      type: 'test',
      suite: 'unit',
    });
    expect(told).toMatchObject([{ name: 'testsuiterun.finished', content: { outcome } }]);
  });

  it('a deployment is a task that failed, and no service', () => {
    const told = toldBy(...made, ...deployed('staging').slice(0, 2), {
      ...failed,
      step: 'deploy-staging',
      type: 'deploy',
      environment: 'staging',
    });
    expect(told).toMatchObject([{ name: 'taskrun.finished', content: { outcome: 'failure' } }]);
  });

  it('what was brought back is named by its release', () => {
    const environment = 'production';
    const result = { kind: 'rolled-back', to: 'hello-000000000000', summary: '' } as const;
    expect(toldBy(...waiting, { kind: 'rolled-back', environment, result })).toMatchObject([
      {
        name: 'service.rolledback',
        content: {
          environment: { id: environment },
          artifactId: 'pkg:generic/hello@hello-000000000000',
        },
        custom: { from: id },
      },
    ]);
    const none = { ...result, kind: 'nothing', to: '' } as const;
    expect(toldBy(...waiting, { kind: 'rolled-back', environment, result: none })).toEqual([]);
  });

  it('a question says what can be answered', () => {
    expect(toldBy(...waiting, voted(), { kind: 'asked', guidanceRequest })).toMatchObject([
      {
        name: 'guidance.requested',
        content: { guidanceRequest: 'q-1', choices: guidanceRequest.choices, uri: INPUT.url },
      },
    ]);
  });
});

describe('the end of a release', () => {
  it.each<[Outcome, string]>([
    ['succeeded', 'success'],
    ['failed', 'failure'],
    ['rolled-back', 'failure'],
    ['rejected', 'cancel'],
    ['expired', 'cancel'],
    ['superseded', 'cancel'],
    ['cancelled', 'cancel'],
  ])('A5 %s is told as %s', (outcome, result) => {
    const told = toldBy(...begun, { kind: 'ended', outcome });
    expect(told).toMatchObject([
      { name: 'pipelinerun.finished', content: { outcome: result }, custom: { outcome } },
    ]);
  });

  it('says why it failed, and which release went before it', () => {
    const problem = { code: 'TESTS_FAILED', message: 'unit failed' } as const;
    expect(toldBy(...begun, { kind: 'ended', outcome: 'failed', problem })).toMatchObject([
      { content: { errors: 'TESTS_FAILED: unit failed' } },
    ]);
    expect(toldBy(...begun, { kind: 'ended', outcome: 'superseded', by: 'hello-2' })).toMatchObject(
      [{ custom: { supersededBy: 'hello-2' } }],
    );
  });
});

describe('an approval', () => {
  const closings: [string, readonly ReleaseEventBody[], string][] = [
    ['a vote', [voted()], 'approved'],
    ['a rejection', [voted('reject', { comment: 'no' })], 'rejected'],
    ['the end of its time', [{ kind: 'ended', outcome: 'expired' }], 'expired'],
    ['a newer release', [{ kind: 'ended', outcome: 'superseded', by: 'x' }], 'superseded'],
    ['a cancel', [{ kind: 'ended', outcome: 'cancelled' }], 'cancelled'],
    ['an override', [ordered('override'), ...deployed('production').slice(0, 1)], 'overridden'],
    ['a change of mode', [ordered('mode'), ...deployed('production').slice(0, 1)], 'switched'],
    ['another live release', [asked('hello-111111111111', 'run-2')], 'stale'],
  ];
  it.each(closings)('is closed by %s', (_, happenings, outcome) => {
    const told = toldBy(...waiting, ...happenings);
    const closed = told.find(({ name }) => name === 'approval.closed');
    expect(closed).toMatchObject({
      subject: `${id}/approval/production`,
      content: { environment: { id: 'production' }, outcome },
    });
  });

  it('says who may approve what, and until when', () => {
    expect(toldBy(...waiting)).toMatchObject([
      {
        name: 'approval.created',
        content: { approvals: 1, groups: [], approvalRequest: expect.stringMatching(/^sha256:/) },
      },
    ]);
  });

  it('is asked once: a look at what has not changed is nothing new', () => {
    expect(toldBy(...waiting, asked())).toEqual([]);
  });

  it('that is stale is closed before it is asked again', () => {
    const told = toldBy(...waiting, asked('hello-111111111111', 'run-2'));
    expect(told.map(({ name }) => name)).toEqual(['approval.closed', 'approval.created']);
  });

  it('G16 tells of a vote that does not count, and why', () => {
    const told = toldBy(...waiting, voted('approve', { by: 'dev@example.com' }));
    expect(told).toMatchObject([
      { name: 'approval.updated', content: { effect: 'refused', refused: 'SELF_APPROVAL' } },
    ]);
  });

  it('G8 tells of votes that were dropped', () => {
    const people = ['ben@example.com'];
    expect(toldBy(...waiting, { kind: 'votes-dropped', people })).toMatchObject([
      { name: 'approval.updated', content: { dropped: people } },
    ]);
  });

  it('G12 reminds while it waits, and not after', () => {
    const reminded = {
      kind: 'reminded',
      environment: 'production',
      canAct: { groups: ['leads'] },
    } as const;
    expect(toldBy(...waiting, reminded)).toMatchObject([
      { name: 'approval.reminded', content: { canAct: { groups: ['leads'] }, escalated: false } },
    ]);
    expect(toldBy(...waiting, voted(), reminded)).toEqual([]);
  });
});

describe('a wait', () => {
  const environment = 'production';
  const queuedBehind = ['hello-2'];
  it.each<[ReleaseEventBody, string]>([
    [{ kind: 'queued', environment, queuedBehind }, 'queue'],
    [
      {
        kind: 'queued',
        environment,
        queuedBehind: [],
        freezes: [{ by: 'ana', reason: 'x', sinceMs: 1 }],
      },
      'freeze',
    ],
    [{ kind: 'soaking', environment, previous: 'staging', untilMs: 9_000_000 }, 'soak'],
    [{ kind: 'window', environment, window: { open: false } }, 'window'],
  ])('%j is told as %s, once', (happening, kind) => {
    expect(toldBy(...made, happening)).toMatchObject([
      {
        name: 'release.waiting',
        subject: id,
        content: { for: kind, environment: { id: environment } },
      },
    ]);
    expect(toldBy(...made, happening, happening)).toEqual([]);
  });

  it('G14 that the approvers wanted is told as not-before', () => {
    const told = toldBy(...waiting, voted('approve', { deployAfterMs: 9_000_000 }));
    expect(told.at(-1)).toMatchObject({
      name: 'release.waiting',
      content: { for: 'schedule', until: '1970-01-01T02:30:00.000Z' },
    });
  });
});

it('an intervention that was refused says why', () => {
  const intervention = {
    ...ordered('override'),
    intervention: { ...ordered('override').intervention, signed: false },
  };
  expect(toldBy(...waiting, intervention)).toMatchObject([
    { name: 'intervention.made', content: { kind: 'override', refused: 'INTERVENTION_UNSIGNED' } },
  ]);
});

it('a cancel says who wants it', () => {
  expect(toldBy(...made, { kind: 'cancel-requested', by: 'ana', reason: 'late' })).toEqual([
    { name: 'cancellation.requested', subject: id, content: { by: 'ana', reason: 'late' } },
  ]);
});

function ordered(kind: 'override' | 'mode') {
  const about = {
    interventionId: 'o-1',
    by: 'zoe',
    atMs: 1,
    environment: 'production',
    runId: 'run-1',
  };
  const intervention =
    kind === 'override'
      ? { ...about, kind, reason: 'fire', signed: true }
      : { ...about, kind, mode: 'automatic' as const, reason: 'x', signed: true };
  return { kind: 'intervention', intervention } as const;
}
