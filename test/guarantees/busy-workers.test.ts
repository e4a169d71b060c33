import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Release, slipwayYaml, useStage } from '../support/stage.ts';

const HELD_MS = 3_000;
const WAITS_FOR_WORKER = 'Waiting for a worker to run build.';

describe('while a build has the only slot of the worker, and another one waits for it', () => {
  const stage = useStage(slipwayYaml, { SLIPWAY_BUILD_SLOTS: '1' });
  const started: Release[] = [];
  const buildOf = async ({ id }: Release) =>
    (await stage.read(id)).steps.find(({ name }) => name === 'build');
  const succeeded = async ({ id }: Release) =>
    expect(await stage.until(id, 'done')).toMatchObject({ outcome: 'succeeded' });

  /** Takes the slot, and lets another build wait. */
  async function occupy(): Promise<{ building: Release; queued: Release }> {
    const building = await stage.release('tooled', 'build');
    await building.reached('build');
    const queued = await stage.release('tooled');
    started.push(building, queued);
    await eventually('the build to be queued', () => buildOf(queued));
    return { building, queued };
  }
  afterEach(async () => {
    for (const { id } of started.splice(0)) {
      await stage.post(`/releases/${id}/cancel`, {});
      await stage.until(id, 'done');
    }
  });

  it('a build is shown as waiting for a worker, and starts when it has one', async () => {
    const { building, queued } = await occupy();
    const [taken, waiting] = await Promise.all([buildOf(building), buildOf(queued)]);
    expect(taken).toMatchObject({ state: 'running', startedAt: expect.any(String) });
    expect(waiting).toMatchObject({ state: 'queued' });
    expect(waiting).not.toHaveProperty('startedAt');
    expect((await stage.read(building.id)).waitingFor).toEqual([]);
    expect((await stage.read(queued.id)).waitingFor).toMatchObject([
      { kind: 'worker', sentence: WAITS_FOR_WORKER, since: waiting?.queuedAt },
    ]);
    expect(await slipway(stage.url(''), 'why', building.id)).not.toContain('a worker');
    expect(await slipway(stage.url(''), 'why', queued.id)).toContain(WAITS_FOR_WORKER);
    const page = await fetch(stage.url(`/ui/releases/${queued.id}`));
    expect(await page.text()).toContain(WAITS_FOR_WORKER);

    await pause(HELD_MS);
    building.letGo('build');
    await Promise.all([building, queued].map(succeeded));
    const [before, after] = await Promise.all([buildOf(building), buildOf(queued)]);
    expect(msBetween(before?.endedAt, after?.startedAt)).toBeGreaterThanOrEqual(0);
    expect(msBetween(after?.queuedAt, after?.startedAt)).toBeGreaterThanOrEqual(HELD_MS);
  });

  it('an approved release goes to production, and its audit log is complete', async () => {
    const asking = await stage.release('hello');
    await stage.atGate(asking.id);
    const { queued } = await occupy();
    expect(await stage.approve(asking.id)).toMatchObject({ status: 200 });
    await succeeded(asking);
    const record = await fetch(stage.url(`/releases/${asking.id}/audit-log`));
    expect(await record.text()).toMatch(/"kind":"voted".*"kind":"ended"/s);
    expect(await buildOf(queued)).toMatchObject({ state: 'queued' });
  });

  it('R1 a rollback deploys the release before, and waits for no build', async () => {
    const [good, bad] = [await stage.release('tooled'), await stage.release('tooled')];
    await Promise.all([good, bad].map(succeeded));
    const { queued } = await occupy();
    const path = '/environments/tooled/production/rollback';
    const { status, body } = await stage.post(path, { reason: 'It loses orders.' });
    expect([status, body]).toEqual([202, expect.objectContaining({ from: bad.id, to: good.id })]);
    const production = async () => {
      const answer = await fetch(stage.url('/environments/tooled/production'));
      return (await answer.json()) as { live?: { releaseId: string; verified: boolean } };
    };
    await eventually('the good release to be back', async () => {
      const { live } = await production();
      return live?.releaseId === good.id && live.verified;
    });
    // By the target itself.
    expect(readFileSync(join(stage.root, 'live'), 'utf8').trim()).toBe(good.id);
    expect(await buildOf(queued)).toMatchObject({ state: 'queued' });
  });
});

function msBetween(from = '', to = ''): number {
  return Date.parse(to) - Date.parse(from);
}

/** Runs the command line, and gives what it prints. */
async function slipway(url: string, ...words: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', SLIPWAY_URL: url };
  const { stdout } = await promisify(execFile)(join(inject('programs'), 'entry/cli.js'), words, {
    env,
  });
  return stdout;
}
