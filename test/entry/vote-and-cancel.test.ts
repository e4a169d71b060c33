import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type PrincipalName, PRINCIPALS } from '../support/principals.ts';
import type { Shown } from '../support/api-client.ts';
import { useEngine } from '../support/engine-stage.ts';
import { processesOf } from '../support/leftovers.ts';
import { createRepository, repositoryAt } from '../support/repository.ts';

/** Waits at a place of the pipeline for as long as a test holds the service there. */
const HOLD = `while [ -e "$HOLDS/$SLIPWAY_SERVICE.$1" ]; do sleep 0.05; done`;
const STOP_POINTS = ['build', 'test', 'deploy', 'verify'] as const;
type StopPoint = (typeof STOP_POINTS)[number];

const SERVICES = [
  'early',
  'voted',
  'quorum',
  'unsigned',
  'bodies',
  'ended',
  'waiting',
  ...STOP_POINTS,
  'queue',
];

const engine = useEngine(async (folder) => {
  const freezes = join(folder, 'freezes');
  mkdirSync(freezes);
  const at = (place: StopPoint) => ({ run: `sh hold.sh ${place}`, env: { HOLDS: freezes } });
  createRepository(join(folder, 'repository'), {
    'hold.sh': HOLD,
    'pipeline.yaml': JSON.stringify({
      build: { ...at('build'), artifact: 'hold.sh' },
      test: { unit: at('test') },
      verify: { smoke: at('verify') },
    }),
  });
  const environment = (name: string, more: object = {}) => ({
    target: {
      kind: 'directory',
      path: `environments/${name}`,
      activate: `HOLDS='${freezes}' sh hold.sh deploy`,
    },
    ...more,
  });
  const services = Object.fromEntries(
    SERVICES.map((name) => [
      name,
      {
        repository: 'repository',
        environments: {
          staging: environment(`${name}/staging`),
          production: environment(`${name}/production`, {
            gate: { approvals: name === 'quorum' ? 2 : 1 },
          }),
        },
      },
    ]),
  );
  // A cancellation is heard with a sign of life.
  const workers = { heartbeat: '2s' };
  return { slipwayYaml: JSON.stringify({ workers, ...PRINCIPALS, services }) };
});

describe.concurrent('a vote', () => {
  test('before the gate is open is refused', async () => {
    const { letGo } = freeze('early', 'build');
    const { body } = await engine.start('early');
    await engine.until(body.id, ({ phase }) => phase === 'building');
    const early = await engine.vote(body.id, approve(`sha256:${'0'.repeat(64)}`), 'ben');
    expect(early).toMatchObject({ status: 409, body: { code: 'GATE_NOT_OPEN' } });
    letGo();
    const waiting = await engine.settled(body.id);
    expect(waiting.phase).toBe('awaiting-approval');
    await endOf(waiting);
  });

  test('G3 for another approval request is refused, with the current one', async () => {
    const { id, approvalRequest } = await engine.release('voted');
    const other = await engine.vote(id, approve(`sha256:${'0'.repeat(64)}`), 'ben');
    expect(other).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_REQUEST_CHANGED', approvalRequest: approvalRequest?.digest },
    });
    const others: readonly [PrincipalName, object, number, string][] = [
      ['ci', {}, 403, 'USERS_ONLY'],
      ['eve', {}, 403, 'FORBIDDEN'],
      ['ana', {}, 403, 'SELF_APPROVAL'],
      ['ben', { verdict: 'reject' }, 422, 'COMMENT_REQUIRED'],
      ['ben', { by: 'cleo' }, 422, 'INVALID_REQUEST'],
    ];
    for (const [by, more, status, code] of others) {
      const answer = await engine.vote(id, { ...approve(approvalRequest?.digest), ...more }, by);
      expect(answer, code).toMatchObject({ status, body: { code } });
      expect(answer.body.next).toMatch(/.+\.$/);
    }
    expect((await engine.read(id)).phase).toBe('awaiting-approval');

    // Approved, but held at the door: the gate is closed, and the release has not ended.
    const { letGo } = freeze('voted', 'deploy');
    expect((await engine.vote(id, approve(approvalRequest?.digest), 'ben')).status).toBe(200);
    await engine.until(id, ({ phase }) => phase === 'deploying');
    const late = await engine.vote(id, approve(approvalRequest?.digest), 'cleo');
    expect(late).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
    letGo();
    expect(await engine.settled(id)).toMatchObject({ outcome: 'succeeded' });
    const after = await engine.vote(id, approve(approvalRequest?.digest), 'cleo');
    expect(after).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
  });

  test('G5 counts once for each user, however often it is sent', async () => {
    const { id, approvalRequest } = await engine.release('quorum');
    const vote = approve(approvalRequest?.digest);
    const first = await engine.vote(id, vote, 'ben');
    expect(first).toMatchObject({ status: 200, body: { vote: 'counted', gate: { missing: 1 } } });
    const again = await engine.vote(id, vote, 'ben');
    expect(again).toMatchObject({
      status: 200,
      body: { vote: 'already-counted', gate: { missing: 1 } },
    });
    expect((await engine.read(id)).phase).toBe('awaiting-approval');
    const second = await engine.vote(id, vote, 'cleo');
    expect(second).toMatchObject({ status: 200, body: { gate: { kind: 'approved' } } });
    const { outcome, votes } = await engine.settled(id);
    expect(outcome).toBe('succeeded');
    expect(votes).toMatchObject([{ by: 'ben' }, { by: 'cleo' }]);
  });

  test('G18 that was typed into Temporal is kept, but does not count', async () => {
    const { id, approvalRequest } = await engine.release('unsigned');
    const typed = { by: 'ben', verdict: 'approve', approvalRequest: approvalRequest?.digest };
    await engine.client.workflow.getHandle(id).signal('approval', typed);
    await engine.client.workflow.getHandle(id).signal('approval', 'approve it, please');
    const release = await engine.until(id, ({ votes }) => votes.length > 0);
    expect(release).toMatchObject({
      phase: 'awaiting-approval',
      votes: [{ by: 'ben', counted: false, refused: 'VOTE_UNSIGNED' }],
    });
    await endOf(release);
  });
});

describe('a body', () => {
  test.each([
    ['that is no JSON', '{"service":', 400, 'MALFORMED_JSON'],
    ['that is too large', JSON.stringify({ service: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE'],
    ['with an unknown field', { service: 'bodies', ref: 'main', force: true }, 422, undefined],
    ['without what is needed', { service: 'bodies' }, 422, undefined],
    ['with too much', { service: 'bodies', ref: 'main', commit: 'abcdef1' }, 422, undefined],
    ['that is a list', [], 422, undefined],
  ])('%s starts nothing, and is told why', async (_, body, status, code = 'INVALID_REQUEST') => {
    const answer = await engine.post('/releases', body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.next).toMatch(/.+\.$/);
  });
});

describe.concurrent('a release that is cancelled', () => {
  test.for([
    ['build', 'building'],
    ['test', 'testing'],
  ] as const)('during its %s stops at once, and leaves nothing', async ([place, phase]) => {
    const { letGo } = freeze(place, place);
    const { body } = await engine.start(place);
    await engine.until(body.id, (release) => release.phase === phase);
    const cancelled = await cancel(body.id);
    expect(cancelled).toMatchObject({ status: 202, body: { next: 'Stops now.' } });
    // Still held: it is the cancellation that ends the step.
    const release = await engine.settled(body.id);
    letGo();
    expect(release).toMatchObject({ outcome: 'cancelled', cancel: { by: 'ana', reason: 'typo' } });
    expect(release.steps.at(-1)).toMatchObject({ state: 'cancelled' });
    expect(existsSync(join(engine.folder, 'environments', place))).toBe(false);
  });

  test.for([
    ['deploy', 'deploying'],
    ['verify', 'verifying'],
  ] as const)('while it waits to %s finishes that, and no more', async ([place, phase]) => {
    const { letGo } = freeze(place, place);
    const { body } = await engine.start(place);
    await engine.until(body.id, (release) => release.phase === phase);
    const cancelled = await cancel(body.id);
    expect(cancelled.body.next).toMatch(/^Finishes the deployment to staging/);
    letGo();
    const release = await engine.settled(body.id);
    expect(release).toMatchObject({ phase: 'done', outcome: 'cancelled' });
    expect(release.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'build passed',
      'test-unit passed',
      'deploy-staging passed',
      'verify-staging passed',
    ]);
    const { body: places } = await engine.get<Environments>('/environments');
    const staging = places.environments.find(
      ({ service, name }) => service === place && name === 'staging',
    );
    expect(staging).toMatchObject({ live: { releaseId: body.id, verified: true } });
    expect(staging).not.toHaveProperty('holder');
  });

  test('stops at once while it waits for approval, and does not enter production', async () => {
    const { id } = await engine.release('waiting');
    expect((await cancel(id)).status).toBe(202);
    const release = await engine.until(id, ({ phase }) => phase === 'done');
    expect(release).toMatchObject({ outcome: 'cancelled', cancel: { by: 'ana', reason: 'typo' } });
    expect(existsSync(join(engine.folder, 'environments/waiting/production'))).toBe(false);
    const late = await engine.vote(id, approve(release.approvalRequest?.digest), 'ben');
    expect(late).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
  });

  test('leaves the queue', async () => {
    const { letGo } = freeze('queue', 'deploy');
    const { body: holder } = await engine.start('queue');
    await engine.until(holder.id, ({ phase }) => phase === 'deploying');
    const { body: queued } = await engine.start('queue', { commit: otherCommit() });
    await engine.until(queued.id, ({ phase }) => phase === 'queued');
    await cancel(queued.id);
    expect(await engine.settled(queued.id)).toMatchObject({ outcome: 'cancelled' });
    letGo();
    const waiting = await engine.settled(holder.id);
    expect(waiting.phase).toBe('awaiting-approval');
    await endOf(waiting);
  });

  test('is refused the cancellation after its end', async () => {
    const release = await engine.release('ended');
    await endOf(release);
    const again = await cancel(release.id);
    expect(again).toMatchObject({ status: 409, body: { code: 'RELEASE_ENDED' } });
    const nobody = await cancel('ended-000000000000');
    expect(nobody).toMatchObject({ status: 404, body: { code: 'RELEASE_NOT_FOUND' } });
  });
});

describe('after all of these releases', () => {
  test('no workspace is left, and no process of a step', () => {
    expect(readdirSync(join(engine.folder, 'var/workspaces'))).toEqual([]);
    expect(processesOf(engine.folder)).toEqual([]);
  });
});

interface Environments {
  readonly environments: readonly { readonly service: string; readonly name: string }[];
}

/** Makes releases of a service wait at a place until they are let go. */
function freeze(service: string, place: StopPoint): { letGo(): void } {
  const file = join(engine.folder, 'freezes', `${service}.${place}`);
  writeFileSync(file, '');
  return { letGo: () => rmSync(file) };
}

function approve(approvalRequest: string | undefined) {
  return { verdict: 'approve', approvalRequest };
}

function cancel(id: string) {
  return engine.post(`/releases/${id}/cancel`, { reason: 'typo' });
}

/** Rejects a release that waits, so that it is not left running. */
async function endOf({ id, approvalRequest }: Shown): Promise<void> {
  const vote = { verdict: 'reject', approvalRequest: approvalRequest?.digest, comment: 'Enough.' };
  await engine.vote(id, vote, 'ben');
  await vi.waitFor(async () => expect((await engine.read(id)).outcome).toBe('rejected'), 20_000);
}

function otherCommit(): string {
  return repositoryAt(join(engine.folder, 'repository')).commit({});
}
