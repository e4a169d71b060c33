import { describe, expect, it } from 'vitest';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { readEvents } from '../../../src/temporal/read-events.ts';
import { newService, open, plannedWith } from '../../support/planning.ts';
import { read, start, until } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const [FIRST = '', SECOND = '', THIRD = ''] = ['a', 'b', 'c'].map((notification) =>
  notification.repeat(40),
);

describe('the build of a release', () => {
  const { client, withWorker } = useTemporal();

  it('S4 of queued commits is only for the newest one', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const built: string[] = [];
    const build = async ({ commit }: { commit: string }) => {
      built.push(commit);
      await finished;
      return { digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 1, kind: 'directory' };
    };
    const worker = { ...plannedWith({ environments: [open()], buildLatestOnly: true }), build };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const first = await start(stage, { service, commit: FIRST });
      await until(stage, first, 'building');
      const second = await start(stage, { service, commit: SECOND });
      const queued = await until(stage, second, 'queued');
      expect(waitingFor(queued, Date.now())).toMatchObject([
        { kind: 'queue', sentence: `Queued for the build behind ${first.workflowId}.` },
      ]);
      // The lock of builds has a name of its own, which no user sees.
      expect(JSON.stringify(await readEvents(client(), second.workflowId))).not.toContain('build:');
      const third = await start(stage, { service, commit: THIRD });
      expect(await second.result()).toMatchObject({ outcome: 'superseded', by: third.workflowId });
      finish();
      expect(await first.result()).toMatchObject({ outcome: 'succeeded' });
      expect(await third.result()).toMatchObject({ outcome: 'succeeded' });
      expect(built).toEqual([FIRST, THIRD]);
      expect((await read(stage, second)).steps).toEqual([]);
    });
  });
});
