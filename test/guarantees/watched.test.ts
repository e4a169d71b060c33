import { describe, test } from 'vitest';
import { useStage } from '../support/stage.ts';

/** More than a worker has places for steps, on a machine like this. */
const WATCHED = ['one', 'two', 'three', 'four', 'five'];

const slipwayYaml = () => {
  const serviceOf = (name: string, more: object = {}) => ({
    repository: 'service',
    environments: {
      production: {
        target: { kind: 'directory', path: `environments/${name}`, activate: './activate' },
        ...more,
      },
    },
  });
  const watched = WATCHED.map((name) => [name, serviceOf(name, { watch: '1h' })]);
  return JSON.stringify({
    store: 'file:store',
    workers: { heartbeat: '2s' },
    services: { ...Object.fromEntries(watched), hello: serviceOf('hello') },
  });
};

describe('releases that are watched', () => {
  const stage = useStage(slipwayYaml);

  test('V2 use no slot of builds, and are watched further after a restart', async () => {
    const change = stage.change();
    const ids: string[] = [];
    for (const service of WATCHED) {
      const { body } = await stage.post('/releases', { service, commit: change.commit });
      ids.push(String(body['id']));
    }
    await change.reached('watch', WATCHED.length);
    await stage.worker().kill();
    await stage.startWorker();
    const other = await stage.release('hello');
    await stage.until(other.id, 'done');
    await change.reached('watch', 2 * WATCHED.length);
    for (const id of ids) await stage.until(id, 'watching');
  });
});
