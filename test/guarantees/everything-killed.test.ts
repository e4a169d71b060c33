import { describe, expect, test } from 'vitest';
import { isAlive } from '../support/leftovers.ts';
import { expectReleasedOnce, switchesOf } from '../support/released-once.ts';
import { useStage } from '../support/stage.ts';

describe('a release', () => {
  const stage = useStage();

  test('continues by itself when Temporal was killed during its build and is back', async () => {
    const release = await stage.release('hello', 'build');
    await release.reached('build');
    await stage.killTemporal();
    await stage.startTemporal();
    release.letGo('build');
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
    expect(stage.worker().isRunning()).toBe(true);
    expect(stage.api().isRunning()).toBe(true);
  });

  test('B4 is built by one attempt at a time, also when Temporal was away for longer than the heartbeat timeout', async () => {
    const release = await stage.release('hello', 'build');
    const [first = 0] = await release.reached('build');
    await stage.killTemporal();
    // The worker cannot say that it is alive meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await stage.startTemporal();
    await release.reached('build', 2);
    expect(isAlive(first)).toBe(false);
    release.letGo('build');
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
  });

  test('still waits for approval when Temporal was killed, and is approved', async () => {
    const release = await stage.release('hello');
    await stage.atGate(release.id);
    await stage.killTemporal();
    await stage.startTemporal();
    expect(switchesOf(stage, release)).toEqual([]);
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
  });

  test('is refused with the reason while Temporal is away, and nothing is lost', async () => {
    const release = await stage.release('hello');
    const vote = await stage.atGate(release.id);
    await stage.killTemporal();
    const askedMs = performance.now();
    const answer = await stage.post(`/releases/${release.id}/approval`, vote);
    expect(performance.now() - askedMs).toBeLessThan(10_000);
    expect(answer).toMatchObject({ status: 503, body: { code: 'TEMPORAL_UNREACHABLE' } });
    await stage.startTemporal();
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
  });

  test('continues when Temporal, worker and API were killed at once during its build', async () => {
    const release = await stage.release('hello', 'build');
    const [first = 0] = await release.reached('build');
    await stage.killAll();
    await stage.startAll();
    await release.reached('build', 2);
    expect(isAlive(first)).toBe(false);
    release.letGo('build');
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
    expect(release.told.connections()).toBeGreaterThan(1);
  });

  test('still waits when Temporal, worker and API were killed at once, and is approved', async () => {
    const release = await stage.release('hello');
    const vote = await stage.atGate(release.id);
    await stage.killAll();
    await stage.startAll();
    expect(await stage.atGate(release.id)).toEqual(vote);
    expect(switchesOf(stage, release)).toEqual([]);
    await stage.approve(release.id);

    await expectReleasedOnce(stage, release);
  });

  test('R6 is deployed once when all three were killed right after production was switched', async () => {
    const release = await stage.release('hello', 'activate-production');
    await stage.approve(release.id);
    await release.reached('activate-production');
    await stage.killAll();
    release.letGo('activate-production');
    await stage.startAll();

    await expectReleasedOnce(stage, release);
  });
});
