import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { blocksOf, pageAt } from '../docs/pages.ts';
import { eventually } from '../support/eventually.ts';
import { useStage } from '../support/stage.ts';

/** The command of docs/operations.md that makes a version the current one. */
const COMMAND =
  blocksOf(pageAt('docs/operations.md')).find(({ text }) => text.startsWith('temporal worker'))
    ?.text ?? '';

/** Three workers are started, one after another. */
const PATIENTLY = { timeout: 240_000 };

describe('an upgrade by worker versioning', () => {
  const stage = useStage();

  /** It is refused until the workers of that version have told which queues they serve. */
  async function makeCurrent(buildId: string): Promise<void> {
    const [, ...words] = COMMAND.trim().replace('1.2.0', buildId).split(' ');
    const args = [...words, '--address', stage.temporalAddress()];
    await eventually(`${buildId} to be current`, async () =>
      promisify(execFile)(inject('temporalBinary'), args).catch(() => undefined),
    );
  }

  test(
    'lets a waiting release continue with the new version, and with the old one again',
    PATIENTLY,
    async () => {
      await stage.worker().stop();
      await stage.startWorker({ SLIPWAY_BUILD_ID: 'one' });
      await makeCurrent('one');
      const forth = await stage.release('hello');
      await stage.atGate(forth.id);
      const back = await stage.release('hello');
      await stage.atGate(back.id);

      await stage.startAnotherWorker({ SLIPWAY_BUILD_ID: 'two' });
      await makeCurrent('two');
      await stage.worker().stop();
      const approved = await stage.approve(forth.id);
      expect(approved.status).toBeLessThan(300);
      expect((await stage.until(forth.id, 'done')).outcome).toBe('succeeded');

      await stage.startWorker({ SLIPWAY_BUILD_ID: 'one' });
      await makeCurrent('one');
      await stage.approve(back.id);
      expect((await stage.until(back.id, 'done')).outcome).toBe('succeeded');
    },
  );
});
