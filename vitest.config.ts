import { defineConfig } from 'vitest/config';

/** Real Temporal servers, real processes: slow on purpose, and never too many at once. */
const REAL = { testTimeout: 120_000, hookTimeout: 180_000 };

/** It watches real files, and its process is sent signals. */
const LIVE = 'test/config/reloading-configuration.test.ts';

/** They take a minute or more each, so they run last, and only where that is asked for. */
const ENDURANCE = [
  'test/workflows/model/*.test.ts',
  'test/guarantees/{crowd,everything-killed,outbox,random-kills,worker-health,worker-killed}.test.ts',
];
/** Real programs, built once: one file at a time. */
const PROGRAMS = {
  globalSetup: ['test/support/global-setup.ts', 'test/support/build.ts'],
  setupFiles: 'test/support/quiet.ts',
  fileParallelism: false,
  ...REAL,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{api,audit,client,config,domain,metrics,policy,web,windows,worker}/**/*.test.{ts,tsx}',
          ],
          exclude: [LIVE],
          // None of them changes what another imports, and importing is what takes longest.
          isolate: false,
          // Where the machine is busy, thousands of lines of YAML take their time.
          testTimeout: 20_000,
        },
      },
      {
        // Real git, real processes, real files.
        test: {
          name: 'machine',
          include: [
            'test/{activities,cli,docs,embedded,program,run,signin,source,store}/**/*.test.{ts,tsx}',
            LIVE,
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'workflows',
          include: ['test/{workflows,temporal,replay}/**/*.test.ts'],
          exclude: ENDURANCE,
          globalSetup: ['test/support/global-setup.ts', 'test/support/shared-temporal.ts'],
          setupFiles: 'test/support/quiet.ts',
          ...REAL,
        },
      },
      {
        test: {
          name: 'guarantees',
          include: ['test/{guarantees,entry}/**/*.test.ts'],
          exclude: ENDURANCE,
          ...PROGRAMS,
        },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...PROGRAMS } },
      {
        test: {
          name: 'endurance',
          include: ENDURANCE,
          sequence: { groupOrder: 1 },
          ...PROGRAMS,
        },
      },
    ],
  },
});
