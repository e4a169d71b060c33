/** Runs a step that goes wrong as its first argument says, and tells how it ended. */
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultActivityInfo, MockActivityEnvironment } from '@temporalio/testing';
import { runStep, type StepContext } from '../../src/activities/step.ts';
import { failStepOf } from '../../src/activities/uncaught-errors.ts';
import { endByUncaughtErrors } from '../../src/program/uncaught-errors.ts';
import { createWorkspaces } from '../../src/run/workspace.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';

const [, , wrong = '', root = '', attempt = '1'] = process.argv;
endByUncaughtErrors(failStepOf);

const SECRET = 'a-secret-nobody-may-read';

const WORK: Record<string, (context: StepContext) => Promise<unknown>> = {
  async throws() {
    throw new TypeError(`${SECRET} is not a function`);
  },
  async stream() {
    const unheard = new PassThrough();
    setTimeout(() => unheard.destroy(new Error(`unheard of ${SECRET}`)), 20);
    await pause(60_000, undefined, { ref: true });
  },
  async promise({ signal }) {
    setTimeout(() => void Promise.reject(new Error('nobody awaits this')), 20);
    await pause(60_000, undefined, { signal });
  },
  async full() {
    throw Object.assign(new Error('write'), { code: 'ENOSPC', path: '/full' });
  },
};

const dependencies = {
  store: createDirectoryStore(`${root}/store`),
  workspaces: createWorkspaces(`${root}/workspaces`),
  secretOf: () => SECRET,
  path: process.env['PATH'] ?? '',
};

const order = { secrets: ['TOKEN'] };
const work = WORK[wrong];
if (work === undefined) {
  setTimeout(() => {
    throw new Error('of no step');
  }, 1);
  await pause(5_000);
} else {
  const info = { ...defaultActivityInfo, activityType: 'build', attempt: Number(attempt) };
  const stepOf = async (how: (context: StepContext) => Promise<unknown>, releaseId = 'hello-1') =>
    new MockActivityEnvironment(info).run(async () =>
      runStep(dependencies, { ...order, releaseId }, how),
    );
  const beside = stepOf(async () => pause(300, 'goes on'), 'other-1');
  const { type, nonRetryable, message } = await stepOf(work).then(
    () => ({}) as never,
    (error: { type: string; nonRetryable: boolean; message: string }) => error,
  );
  process.stdout.write(JSON.stringify({ type, nonRetryable, message, beside: await beside }));
  // The step that waits for nothing is let go.
  process.exit(0);
}
