import { describe, expect, test, vi } from 'vitest';
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { StopPoint } from '../support/controlled-service.ts';
import { isAlive, processesOf } from '../support/leftovers.ts';
import { expectNothingLeft, expectReleasedOnce, switchesOf } from '../support/released-once.ts';
import { useStage } from '../support/stage.ts';

const AT_ONCE = { timeout: 1_500, interval: 20 };

describe('a release whose worker is killed', () => {
  const stage = useStage();
  const attemptOf = async (id: string, step: string) =>
    (await stage.read(id)).steps.find(({ name }) => name === step)?.attempt;

  test.each<[rule: string, when: string, place: StopPoint, step: string]>([
    ['B4', 'during its build', 'build', 'build'],
    ['B4', 'during its tests', 'test', 'test-unit'],
    ['R6', 'while staging is deployed', 'activate-staging', 'deploy-staging'],
    ['R6', 'while staging is verified', 'verify-staging', 'verify-staging'],
  ])('%s %s is finished by the next one', async (_rule, _when, place, step) => {
    const release = await stage.release('hello', place);
    const [first = 0] = await release.reached(place);
    await stage.worker().kill();
    await stage.startWorker();
    await release.reached(place, 2);
    // The first attempt does not run on beside the second.
    expect(isAlive(first)).toBe(false);
    release.letGo(place);
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
    expect(await attemptOf(release.id, step)).toBe(2);
    expect(release.told.connections()).toBe(1);
  });

  test('still waits for approval, and is approved', async () => {
    const release = await stage.release('hello');
    await stage.atGate(release.id);
    await stage.worker().kill();
    await stage.startWorker();
    expect(switchesOf(stage, release)).toEqual([]);

    await stage.approve(release.id);
    const ended = await expectReleasedOnce(stage, release);
    expect(ended.votes).toMatchObject([{ counted: true }]);
  });

  test('R6 is not switched again if production was switched, but that was not recorded', async () => {
    const release = await stage.release('hello', 'activate-production');
    await stage.approve(release.id);
    await release.reached('activate-production');
    const current = join(stage.targetOf('hello', 'production'), 'current');
    expect(await readlink(current)).toBe(`releases/${release.id}`);
    await stage.worker().kill();
    await stage.startWorker();
    await release.reached('activate-production', 2);
    release.letGo('activate-production');

    await expectReleasedOnce(stage, release);
    expect(await attemptOf(release.id, 'deploy-production')).toBe(2);
  });

  test('R6 is verified again during its verification in production, and not deployed again', async () => {
    const release = await stage.release('hello', 'verify-production');
    await stage.approve(release.id);
    await release.reached('verify-production');
    await stage.worker().kill();
    await stage.startWorker();
    await release.reached('verify-production', 2);
    release.letGo('verify-production');

    await expectReleasedOnce(stage, release);
    expect(await release.reached('activate-production')).toHaveLength(1);
  });

  test.each<[when: string, place: StopPoint, runs: number]>([
    ['before its effect is run again', 'before-effect', 2],
    ['after its effect is not run again: the probe tells', 'after-effect', 1],
  ])('R6 in a deployment by command %s', async (_when, place, runs) => {
    const release = await stage.release('tooled', place);
    await release.reached(place);
    await stage.worker().kill();
    release.letGo(place);
    await stage.startWorker();

    await expectReleasedOnce(stage, release);
    expect(await release.reached('before-effect')).toHaveLength(runs);
  });

  test('E3 leaves its environments free for the next release', async () => {
    const release = await stage.release('hello', 'activate-staging');
    await release.reached('activate-staging');
    await stage.worker().kill();
    const next = await stage.release('hello');
    release.letGo('activate-staging');
    await stage.startWorker();
    await stage.approve(release.id);
    await expectReleasedOnce(stage, release);
    await stage.approve(next.id);
    await expectReleasedOnce(stage, next);
  });

  test('B4 has its commands ended at once, also without another worker', async () => {
    const release = await stage.release('hello', 'build');
    const [build = 0] = await release.reached('build');
    await stage.worker().kill();

    await vi.waitFor(() => expect(isAlive(build)).toBe(false), AT_ONCE);
    // What has left the group of the command goes when a worker starts, before that takes work.
    const escaped = processesOf(stage.root).filter(({ words }) => words.startsWith('sleep 300'));
    expect(escaped).toHaveLength(1);
    release.freeze('test');
    release.letGo('build');
    await stage.startWorker();
    expect(isAlive(escaped[0]?.pid ?? 0)).toBe(false);
    release.letGo('test');
    await stage.approve(release.id);
    await expectReleasedOnce(stage, release);
  });

  test('B4 is taken over at once when the worker was asked to stop', async () => {
    const release = await stage.release('hello', 'build');
    const [first = 0] = await release.reached('build');
    await stage.worker().stop();
    expect(isAlive(first)).toBe(false);
    await expectNothingLeft(stage);
    await stage.startWorker();
    const startedMs = Date.now();
    await release.reached('build', 2);
    expect(Date.now() - startedMs).toBeLessThan(1_500);
    release.letGo('build');
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
    expect(await attemptOf(release.id, 'build')).toBe(2);
  });
});
