import { defineConfig } from 'vitest/config';

/** Real Temporal servers, real processes: slow on purpose, and never too many at once. */
const REAL = { testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{api,client,config,domain,metrics,policy,record,web,windows}/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        // Real git, real processes, real files.
        test: {
          name: 'machine',
          include: [
            'test/{activities,cli,docs,embedded,run,signin,source,store}/**/*.test.{ts,tsx}',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'workflows',
          include: ['test/{workflows,temporal,replay}/**/*.test.ts'],
          globalSetup: 'test/support/global-setup.ts',
          setupFiles: 'test/support/quiet.ts',
          ...REAL,
        },
      },
      {
        test: {
          name: 'guarantees',
          include: ['test/{guarantees,browser,entry}/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts', 'test/support/build.ts'],
          setupFiles: 'test/support/quiet.ts',
          fileParallelism: false,
          ...REAL,
        },
      },
    ],
  },
});
