import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectReleasedOnce } from '../support/released-once.ts';
import { startReceiver } from '../support/receiver.ts';
import { useStage } from '../support/stage.ts';

/** What the receiver does not answer to, for now. */
let silent = '';
const receiver = await startReceiver(({ body }) =>
  silent !== '' && body.includes(silent) ? undefined : { status: 204 },
);
afterAll(async () => receiver.close());

/** An attempt that nobody answers, or whose worker died, is given up after half a minute. */
const AFTER_A_TRY = { timeout: 60_000, interval: 100 };

const slipwayYaml = () =>
  JSON.stringify({
    store: 'file:store',
    workers: { heartbeat: '2s' },
    services: {
      hello: {
        repository: 'service',
        notifications: [
          { kind: 'webhook', url: `${receiver.url}/hook`, secret: { env: 'HOOK_SECRET' } },
        ],
        environments: Object.fromEntries(
          ['staging', 'production'].map((name) => [
            name,
            {
              target: {
                kind: 'directory',
                path: `environments/hello/${name}`,
                activate: './activate',
              },
            },
          ]),
        ),
      },
    },
  });

describe('a notification', () => {
  const HOOK_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
  const stage = useStage(slipwayYaml, { HOOK_SECRET });

  /** The ids of the events of a kind, in the order in which they came. */
  const idsOf = (release: string, kind: string) =>
    receiver.received
      .filter(({ body }) => body.includes(release) && body.includes(`.${kind}.`))
      .map(({ headers }) => headers['webhook-id']);

  test('arrives at least once, with the same id, when the worker is killed in between', async () => {
    silent = 'build.started';
    const release = await stage.release('hello', 'build');
    await release.reached('build');
    await eventually('the event', async () => idsOf(release.id, silent).length > 0);
    await stage.worker().kill();
    await stage.startWorker();
    silent = '';
    await release.reached('build', 2);
    release.letGo('build');
    await expectReleasedOnce(stage, release);
    await vi.waitUntil(() => idsOf(release.id, 'pipelinerun.finished').length > 0, AFTER_A_TRY);
    const ids = idsOf(release.id, 'build.started');
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
  });

  test('delays no release, also when its recipient does not respond', async () => {
    silent = 'pipelinerun.queued';
    const release = await stage.release('hello');
    await expectReleasedOnce(stage, release);
    expect(idsOf(release.id, 'build.started')).toEqual([]);
    silent = '';
    await vi.waitUntil(() => idsOf(release.id, 'pipelinerun.finished').length > 0, AFTER_A_TRY);
    expect(idsOf(release.id, 'build.started')).toHaveLength(1);
  });
});
