import { describe, expect, onTestFinished, test } from 'vitest';
import { releaseId } from '../../src/domain/release/release-id.ts';
import { type Attendant, createAttendant, type Ended } from '../support/attendant.ts';
import { BUSY, type BusyService, busyYaml, commitTo } from '../support/busy-services.ts';
import { createBusyServices, fateOf, journalOf } from '../support/busy-services.ts';
import { writeSlipwayYaml } from '../support/busy-services.ts';
import { createChance } from '../support/chance.ts';
import { linesOf } from '../support/controlled-service.ts';
import { eventually } from '../support/eventually.ts';
import { brokenPromises, killsPerRelease } from '../support/kept-promises.ts';
import { editWindow, killAtRandom } from '../support/random-kills.ts';
import { expectNothingLeft } from '../support/released-once.ts';
import { useStage } from '../support/stage.ts';

/** Of each service: a hundred in all. */
const COMMITS = 20;
/** It takes minutes, so it runs where it is asked for. */
const IS_WANTED = process.env['SLIPWAY_RANDOM_KILLS'] === '1';
const AT_ONCE = 3;
const MINUTE_MS = 60_000;

describe.skipIf(!IS_WANTED)('a hundred releases whose worker is killed at random instants', () => {
  const chance = createChance();
  const untilMs = Math.ceil((Date.now() + 30_000) / MINUTE_MS) * MINUTE_MS;
  const stage = useStage((root) => {
    createBusyServices(root);
    return busyYaml(root, { isFrozen: true, untilMs });
  });

  async function release(
    service: BusyService,
    number: number,
    attendant: Attendant,
  ): Promise<Ended> {
    const commit = commitTo(stage.root, service, number);
    const { status, body } = await stage.post('/releases', { service, commit });
    if (status !== 201) throw new Error(`not started: ${JSON.stringify(body)}`);
    const id = releaseId(service, commit);
    return attendant.attend({ id, service, number, fate: fateOf(service, number) });
  }

  /** Nobody can tell what becomes of a deployment that is cut off then. */
  const blindDeploys = () =>
    eventually('a deployment without a probe', async () => {
      const last = linesOf(journalOf(stage.root, 'blind', 'production')).at(-1);
      return last?.startsWith('begin ') && last.includes(' deploy ');
    });

  /** In the order of the commits, a few at once. */
  async function releaseAll(service: BusyService, attendant: Attendant): Promise<Ended[]> {
    // A first one that is good, so that there is something to go back to.
    const ended = service === 'timed' ? [] : [await release(service, 1, attendant)];
    let number = ended.length;
    const one = async () => {
      while (number < COMMITS) {
        number += 1;
        ended.push(await release(service, number, attendant));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return ended;
  }

  test(
    'E1 E3 E4 G3 R1 R6 W1 W4 A2 end correctly, deploy one at a time, and leave nothing behind',
    { timeout: 900_000 },
    async () => {
      console.log(`random kills: SLIPWAY_SEED=${chance.seed}`);
      const attendant = await createAttendant(stage);
      const window = editWindow(stage.root, untilMs, chance);
      const kills = killAtRandom(stage, chance, blindDeploys);
      const startedMs = Date.now();
      onTestFinished(async () => void (await Promise.all([kills.stop(), window.stop()])));
      const ended = (
        await Promise.all(BUSY.map((service) => releaseAll(service, attendant)))
      ).flat();
      await Promise.all([kills.stop(), window.stop()]);
      await attendant.close();

      const outcomes = ended.map(({ shown }) => shown.outcome ?? 'none');
      const asked = ended.flatMap(({ asked: questions }) => questions).length;
      const average = killsPerRelease(ended, kills.done);
      console.log(
        `${kills.done.length} kills, ${average.toFixed(1)} in a release, ${asked} questions, ` +
          `${Math.round((Date.now() - startedMs) / 1_000)} s: ${JSON.stringify(tally(outcomes))}`,
      );
      const maintenance = { service: 'timed' as const, fromMs: 0, toMs: untilMs };
      expect(await brokenPromises(stage, ended, [...window.done, maintenance])).toEqual([]);
      expect(ended).toHaveLength(BUSY.length * COMMITS);
      expect(outcomes).toEqual(expect.arrayContaining(['succeeded', 'rejected', 'rolled-back']));
      expect(asked).toBeGreaterThan(0);
      expect(average).toBeGreaterThan(1);
      await expectNothingLeft(stage);
    },
  );

  test('W4 a window that opens without a worker lets the waiting releases in afterwards', async () => {
    writeSlipwayYaml(stage.root, { isFrozen: true, untilMs });
    await stage.worker().kill();
    await stage.startWorker();
    const attendant = await createAttendant(stage);
    onTestFinished(() => attendant.close());
    const ended = release('calm', COMMITS + 1, attendant);
    await eventually('the closed window', async () => {
      const answer = await fetch(stage.url('/releases?service=calm&phase=awaiting-window'));
      return ((await answer.json()) as { releases: readonly unknown[] }).releases.length > 0;
    });
    await stage.worker().kill();
    writeSlipwayYaml(stage.root, { isFrozen: false, untilMs });
    await stage.startWorker();
    expect((await ended).shown.outcome).toBe('succeeded');
  });
});

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
