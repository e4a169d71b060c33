import { describe, expect, it } from 'vitest';
import type { GatePolicy } from '../../../src/domain/gate/gate.ts';
import type { Role } from '../../../src/domain/people/principal.ts';
import { availableActions, needsUser } from '../../../src/domain/release/available-actions.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import { releaseFromEvents } from '../../../src/domain/release/history.ts';
import type { Release } from '../../../src/domain/release/release.ts';
import { AT_GATE, GATE_MANIFEST } from '../../support/api.ts';
import { PLAN, POLICY, PRODUCTION, STAGING } from '../../support/plan.ts';

const NOW = 5_000;
const person = (name: string, ...roles: Role[]) =>
  ({ name, kind: 'user', roles, grants: [] }) as const;
const ben = person('ben', 'approve');

const told = (...more: ReleaseEvent[]) => releaseFromEvents([...AT_GATE, ...more]) as Release;
const gated = (policy: Partial<GatePolicy>, more: Partial<typeof PRODUCTION> = {}): Release => {
  const production = { ...PRODUCTION, ...more, gate: { ...POLICY, ...policy } };
  const planned = { ...PLAN, environments: [STAGING, production] };
  const history = AT_GATE.map((event) =>
    event.kind === 'planned' ? { ...event, plan: planned } : event,
  );
  return releaseFromEvents(history) as Release;
};
const voted = (by: string, verdict: 'approve' | 'reject' = 'approve'): ReleaseEvent => ({
  id: 21,
  atMs: 4_500,
  kind: 'voted',
  vote: { voteId: by, by, verdict, approvalRequest: GATE_MANIFEST, atMs: 4_500, signed: true },
});
const asked: ReleaseEvent = {
  id: 30,
  atMs: 4_600,
  kind: 'asked',
  guidanceRequest: {
    id: 'q-1',
    environment: 'production',
    failedStage: 'verify',
    choices: ['retry', 'rollback'],
    problem: { code: 'VERIFICATION_FAILED', message: 'no' },
    isUnknown: false,
    askedAtMs: 4_600,
  },
};

/** The kinds of what is there, with why not. */
const kinds = (release: Release, who: Parameters<typeof availableActions>[1]) =>
  availableActions(release, who, NOW).map(({ action, refused }) =>
    refused ? `${action} ${refused}` : action,
  );

describe('at a gate', () => {
  it.each([
    [ben, ['approve', 'reject']],
    [person('eve'), ['approve FORBIDDEN', 'reject FORBIDDEN']],
    [person('dev@example.com', 'approve'), ['approve SELF_APPROVAL', 'reject']],
    [
      { ...person('ci', 'approve'), kind: 'service-account' as const },
      ['approve USERS_ONLY', 'reject USERS_ONLY'],
    ],
    [person('olga', 'override'), ['approve FORBIDDEN', 'reject FORBIDDEN', 'override']],
    [person('root', 'admin'), ['approve', 'reject', 'mode', 'override', 'cancel']],
  ])('%j can do %j', (who, expected) => {
    expect(kinds(told(), who)).toEqual(expected);
  });

  it('a role that holds in another place only does not help', () => {
    const grants = [{ roles: ['approve'], environments: ['staging'] }] as const;
    expect(kinds(told(), { ...person('ben'), grants })).toContain('approve FORBIDDEN');
  });

  it('who is in no group of the gate is told so', () => {
    const release = gated({ groups: [{ name: 'managers', members: ['ana'] }] });
    expect(kinds(release, ben)).toEqual(['approve NOT_ELIGIBLE', 'reject NOT_ELIGIBLE']);
  });

  it('who is in a group of it by what an identity provider says can vote', () => {
    const release = gated({ groups: [{ name: 'managers', members: [] }] });
    expect(kinds(release, { ...ben, attested: ['managers'] })).toEqual(['approve', 'reject']);
    expect(kinds(release, { ...ben, attested: [] })).toContain('approve NOT_ELIGIBLE');
  });

  it('who has approved can reject, or take it back, until the gate is decided', () => {
    const release = releaseFromEvents([
      ...AT_GATE.map((event) =>
        event.kind === 'planned'
          ? {
              ...event,
              plan: {
                ...PLAN,
                environments: [STAGING, { ...PRODUCTION, gate: { ...POLICY, approvals: 2 } }],
              },
            }
          : event,
      ),
      voted('ben'),
    ]) as Release;
    expect(kinds(release, ben)).toEqual(['reject', 'withdraw']);
    expect(needsUser(availableActions(release, ben, NOW))).toBe(false);
    expect(needsUser(availableActions(release, person('cleo', 'approve'), NOW))).toBe(true);
  });

  it.each([
    [gated({}), 'Deploys to production once the queue is clear.'],
    [gated({ approvals: 3 }), 'Needs 2 more approvals.'],
    [
      gated({ approvals: 2, groups: [{ name: 'ops', members: ['ben'] }] }),
      'Needs 1 more approval.',
    ],
    [
      gated({}, { soakMs: 600_000, windows: ['office-hours'] }),
      'Deploys to production once it has soaked for 10m, office-hours is open and the queue is clear.',
    ],
  ])('says beforehand what an approval does (%#)', (release, does) => {
    expect(availableActions(release, ben, NOW)[0]).toMatchObject({ action: 'approve', does });
  });

  it('says beforehand what a rejection does', () => {
    expect(availableActions(told(), ben, NOW)[1]?.does).toBe('Ends the release as rejected.');
    expect(availableActions(gated({ rejections: 2 }), ben, NOW)[1]?.does).toBe(
      'Needs 1 more approval.',
    );
  });
});

describe('with a question', () => {
  const operator = person('ana', 'operate');
  it('R5 who operates there can answer it, and is told what each answer does', () => {
    const [action] = availableActions(told(asked), operator, NOW);
    expect(action).toMatchObject({
      action: 'guidance',
      environment: 'production',
      choices: [
        { choice: 'retry', does: 'Retries the failed step.' },
        { choice: 'rollback', does: 'Rolls the environment back to the last verified release.' },
      ],
    });
    expect(needsUser([action!])).toBe(true);
  });
  it('nobody else can', () => {
    expect(kinds(told(asked), ben)).toEqual([]);
  });
});

describe('cancelling', () => {
  const operator = person('ana', 'operate');
  const deploying: ReleaseEvent = {
    id: 40,
    atMs: 4_700,
    kind: 'step-queued',
    activityId: '1',
    type: 'deploy',
    step: 'deploy-production',
    environment: 'production',
  };
  it('R7 is said to finish a deployment first', () => {
    const [action] = availableActions(told(deploying), operator, NOW);
    expect(action).toEqual({
      action: 'cancel',
      does: 'Finishes the deployment to production, then stops.',
    });
  });
  it('is not asked for twice, and not of what has ended', () => {
    const cancel: ReleaseEvent = { id: 41, atMs: 4_800, kind: 'cancel-requested', by: 'ana' };
    expect(kinds(told(deploying, cancel), operator)).toEqual([]);
    const ended: ReleaseEvent = { id: 42, atMs: 4_900, kind: 'ended', outcome: 'succeeded' };
    expect(kinds(told(ended), person('root', 'admin'))).toEqual([]);
  });
});

describe('interventions', () => {
  const root = person('root', 'admin');
  it('G17 a release that waits is switched to the other mode', () => {
    const find = (release: Release) =>
      availableActions(release, root, NOW).find(({ action }) => action === 'mode')?.mode;
    expect(find(told())).toBe('automatic');
    const soaking: ReleaseEvent = {
      id: 25,
      atMs: 4_600,
      kind: 'soaking',
      environment: 'staging',
      previous: 'build',
      untilMs: 9_000,
    };
    expect(find(told(soaking))).toBe('approval');
  });
  it('none is given to a release that waits to be built', () => {
    const queued: ReleaseEvent = {
      id: 8,
      atMs: 2_500,
      kind: 'queued',
      queuedBehind: ['hello-1'],
    };
    expect(kinds(releaseFromEvents([...AT_GATE.slice(0, 2), queued]) as Release, root)).toEqual([
      'cancel',
    ]);
  });
});
