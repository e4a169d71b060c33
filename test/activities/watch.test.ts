import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SlipwayError } from '../../src/domain/errors.ts';
import { eventually } from '../support/eventually.ts';
import { command, healthy, serve, start } from './watch-stage.ts';
import { linesOf, temporaryFolder } from './targets/stage.ts';

describe('a watch', () => {
  test('V2 goes on for as long as configured, and passes if everything held', async () => {
    const service = await serve();
    const begun = Date.now();
    const { result, log } = start({ checks: [healthy()], url: service.url, forMs: 400 });
    const { finding, sentence, checks } = await result;
    expect(finding).toBe('passed');
    expect(sentence).toBe('Every check held: healthy.');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(395);
    expect(service.asked).toBeGreaterThan(3);
    expect(checks).toEqual([
      `healthy: of ${service.asked} looks ${service.asked} passed, 0 failed. The last: healthy: ${service.url}/healthz responded 200.`,
    ]);
    const lines = (await log()).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toBe('passed: Every check held: healthy.');
  });

  test('V2 fails at once when a service that was good has turned bad for long enough', async () => {
    const service = await serve((it) => {
      if (it.asked === 3) it.status = 503;
    });
    const { finding, sentence } = await start({ checks: [healthy()], url: service.url }).result;
    expect(finding).toBe('failed');
    expect(service.asked).toBe(5);
    expect(sentence).toBe(
      `healthy failed 3 times in a row. healthy: ${service.url}/healthz responded 503, expected 200.`,
    );
  });

  test('V2 lets a failure pass that does not last', async () => {
    const service = await serve((it) => {
      it.status = it.asked % 3 === 0 ? 200 : 503;
    });
    const run = start({ checks: [healthy()], url: service.url, forMs: 500 });
    expect((await run.result).finding).toBe('passed');
    expect(service.asked).toBeGreaterThan(3);
  });

  test('V1 is inconclusive when nobody answers at the end', async () => {
    const run = start({ checks: [healthy()], url: 'http://127.0.0.1:1', forMs: 300 });
    expect(await run.result).toMatchObject({
      finding: 'inconclusive',
      sentence: expect.stringMatching(/^healthy inconclusive \d+ times in a row\. .*no response/),
    });
  });

  test('V1 is inconclusive where it asks a Prometheus that nobody named', async () => {
    const check = {
      kind: 'prometheus',
      name: 'errors',
      query: 'errors',
      expect: { operator: '<', value: 1 },
      retryForMs: 0,
      intervalMs: 30,
      failureThreshold: 3,
    } as const;
    expect(await start({ checks: [check], forMs: 200 }).result).toMatchObject({
      finding: 'inconclusive',
      sentence: expect.stringContaining('errors: staging has no `prometheus` address.'),
    });
  });

  test('runs commands in one checkout, one after another, with its secrets masked', async () => {
    const run = start({
      checks: [
        command('test -e checked-out && mkdir alone && sleep 0.05 && rmdir alone && echo $TOKEN'),
        command('mkdir alone && sleep 0.05 && rmdir alone', { name: 'other' }),
      ],
      forMs: 600,
    });
    expect((await run.result).finding).toBe('passed');
    expect(run.checkouts).toHaveLength(1);
    expect(await run.log()).toContain('***');
    expect(await run.log()).not.toContain('a-very-long-secret');
  });

  test('does not let a slow command keep the other checks waiting', async () => {
    const service = await serve((it) => {
      it.status = 503;
    });
    const checks = [command('sleep 60'), healthy()];
    const begun = Date.now();
    const { finding } = await start({ checks, url: service.url }).result;
    expect(finding).toBe('failed');
    expect(Date.now() - begun).toBeLessThan(8_000);
  });

  test('looks at each check as often as that one wants', async () => {
    const service = await serve();
    const file = join(temporaryFolder(), 'looks');
    const checks = [healthy(), command(`echo look >> ${file}`, { intervalMs: 60_000 })];
    await start({ checks, url: service.url, forMs: 400 }).result;
    expect(readFileSync(file, 'utf8')).toBe('look\n');
    expect(service.asked).toBeGreaterThan(3);
  });

  test('V1 V2 that cannot begin is tried again for as long as configured, and has measured nothing then', async () => {
    const noCheckout = new SlipwayError('REPOSITORY_UNREACHABLE', 'It is away.');
    const checks = [command('true')];
    await expect(start({ checks, noCheckout }).result).rejects.toMatchObject({
      type: 'REPOSITORY_UNREACHABLE',
      nonRetryable: false,
    });
    const { finding, sentence } = await start({ checks, noCheckout, forMs: -1 }).result;
    expect(finding).toBe('inconclusive');
    expect(sentence).toContain('It is away.');
  });

  test('without a check is over at once', async () => {
    expect(await start({ checks: [] }).result).toEqual({
      finding: 'passed',
      sentence: 'No checks to watch.',
      checks: [],
    });
  });
});

describe('a watch whose worker died', () => {
  const sight = { name: 'healthy', looks: 9, passed: 7, failed: 2, blindInARow: 0 };

  test('V2 goes on where the attempt before stood', async () => {
    const service = await serve();
    service.status = 503;
    const run = start({
      checks: [healthy()],
      url: service.url,
      before: [{ ...sight, failuresInARow: 2 }],
    });
    const { finding, checks } = await run.result;
    expect(finding).toBe('failed');
    expect(service.asked).toBe(1);
    expect(checks[0]).toContain('of 10 looks 7 passed, 3 failed');
  });

  test('V2 looks once more, also when its time is over', async () => {
    const service = await serve();
    const before = [{ ...sight, failuresInARow: 1 }];
    const run = start({ checks: [healthy()], url: service.url, forMs: -60_000, before });
    expect((await run.result).finding).toBe('passed');
    expect(service.asked).toBe(1);
  });

  test('V2 says again what the attempt before had found, if that was the end', async () => {
    const service = await serve();
    const before = [{ ...sight, failuresInARow: 3 }];
    const run = start({ checks: [healthy()], url: service.url, before });
    expect((await run.result).finding).toBe('failed');
    expect(service.asked).toBe(0);
  });

  test('V2 has said after each look where it stands, and forgets nothing in between', async () => {
    const service = await serve();
    const before = [{ ...sight, failuresInARow: 1 }];
    const run = start({
      checks: [healthy({ intervalMs: 700 })],
      url: service.url,
      forMs: 900,
      before,
    });
    await run.result;
    expect(run.beats.length).toBeGreaterThan(service.asked);
    for (const beat of run.beats) expect(beat[0]?.looks).toBeGreaterThanOrEqual(9);
    expect(run.beats.at(-1)).toMatchObject([{ looks: 9 + service.asked, failuresInARow: 0 }]);
  });

  test('V2 keeps what the attempt before said also until its own first look is over', async () => {
    const before = [{ ...sight, name: 'smoke', failuresInARow: 1 }];
    const run = start({ checks: [command('sleep 0.8')], forMs: -1, before });
    await run.result;
    expect(run.beats.length).toBeGreaterThan(1);
    expect(run.beats[0]).toEqual(before);
  });

  test('V3 is not taken for another: a new watch begins from nothing', async () => {
    const service = await serve();
    service.status = 503;
    const first = await start({ checks: [healthy()], url: service.url }).result;
    expect(first.finding).toBe('failed');
    service.status = 200;
    const next = start({ checks: [healthy()], url: service.url, forMs: 150 });
    expect((await next.result).finding).toBe('passed');
    expect(next.beats[0]).toMatchObject([{ looks: 1, failed: 0, failuresInARow: 0 }]);
  });
});

describe('a watch that is told to stop', () => {
  test('ends at once when it is cancelled between two looks', async () => {
    const service = await serve();
    const run = start({ checks: [healthy({ intervalMs: 60_000 })], url: service.url });
    setTimeout(run.cancel, 200);
    const begun = Date.now();
    await expect(run.result).rejects.toMatchObject({ name: 'CancelledFailure' });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('ends its command when it is cancelled meanwhile', async () => {
    const file = join(temporaryFolder(), 'pid');
    const run = start({ checks: [command(`echo $$ > ${file}; exec sleep 60`)] });
    await eventually('the command runs', async () => linesOf(file).length > 0);
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ name: 'CancelledFailure' });
    const pid = Number(readFileSync(file, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('V2 is run again by the next worker when only the worker stops', async () => {
    const service = await serve();
    const run = start({ checks: [healthy({ intervalMs: 60_000 })], url: service.url });
    setTimeout(run.stopWorker, 200);
    await expect(run.result).rejects.toMatchObject({ type: 'WORKER_STOPPED', nonRetryable: false });
  });
});
