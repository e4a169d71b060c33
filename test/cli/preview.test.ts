import { describe, expect, it, vi } from 'vitest';
import type { Preview } from '../../src/api/releases/preview.ts';
import { EVERYBODY } from '../../src/domain/gate/gate.ts';
import { appWith } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

useClockOfStories();

const change = {
  paths: ['a.md'],
  pathCount: 1,
  linesAdded: 3,
  linesRemoved: 0,
  authors: ['dev@example.com'],
  authorCount: 1,
  takenAway: [],
  takenAwayCount: 0,
  message: 'Say hello',
  branch: 'main',
  hoursSinceDeployment: null,
  failuresLately: 0,
};
const PREVIEW: Preview = {
  environments: [
    {
      name: 'staging',
      mode: 'automatic',
      change: { ...change, paths: [], pathCount: 0 },
      window: { open: true },
      supersedes: [],
    },
    {
      name: 'production',
      mode: 'approval',
      reason: 'it is a migration',
      change,
      gate: {
        approvals: 2,
        groups: [{ name: 'managers', members: ['ana', 'ben'] }],
        excludedApprovers: ['ana'],
        expiresMs: 7 * 86_400_000,
      },
      window: { open: false, nextOpenMs: Date.UTC(2026, 2, 1, 9), reason: 'It is Sunday.' },
      soakMs: 600_000,
      supersedes: ['hello-1'],
      newerLiveRelease: 'hello-9',
      rollbackTo: 'hello-8',
      problems: ['author.team is not known'],
    },
  ],
};

describe('slipway preview', () => {
  const started = vi.fn<() => never>();
  const run = commandLine(appWith({ start: started }, { preview: async () => PREVIEW }));

  it('S3 shows what a release would meet, and starts nothing', async () => {
    const { exit, out } = await run('preview', 'hello', '3f2a91c');
    expect(exit).toBe('done');
    expect(out.split('\n')).toEqual([
      'hello  3f2a91c4d5e6 "Say hello", by Dev <dev@example.com>',
      '',
      'staging automatic',
      '  changes        no changes',
      '  rollback to    none (first release)',
      '',
      'production requires 2 approvals from managers within 7d (ana cannot approve) (it is a migration)',
      '  changes        1 file, +3 −0, by dev@example.com',
      '  soak           10m in the previous environment',
      '  window         closed. It is Sunday. Opens 2026-03-01 09:00.',
      '  supersedes     hello-1',
      '  superseded by  hello-9, which is live and newer',
      '  rollback to    hello-8',
      '  author.team is not known',
      '',
    ]);
    expect(started).not.toHaveBeenCalled();
  });

  it('E9 names the commits that would be taken away, and the first of many authors', async () => {
    const [, production] = PREVIEW.environments;
    const authors = Array.from({ length: 12 }, (_, number) => `${number}@x`);
    const subjects = ['Fix the login', 'Say more'];
    const environments = [
      {
        ...production!,
        change: {
          ...change,
          authors,
          authorCount: 30,
          takenAway: subjects.map((subject) => ({ commit: INPUT.commit, subject })),
          takenAwayCount: 2,
        },
      },
    ];
    const preview = async () => ({ environments });
    const { out } = await commandLine(appWith({}, { preview }))('preview', 'hello');
    const by = authors.slice(0, 10).join(', ');
    expect(out.split('\n').slice(3, 5)).toEqual([
      `  changes        1 file, +3 −0, by ${by} and 20 others`,
      '                 removes 2 commits: Fix the login, Say more',
    ]);
  });

  it('G7 says that nobody may approve what too many people wrote', async () => {
    const [, production] = PREVIEW.environments;
    const gate = { approvals: 1, groups: [], excludedApprovers: [EVERYBODY], expiresMs: 60_000 };
    const preview = async () => ({ environments: [{ ...production!, gate }] });
    const { out } = await commandLine(appWith({}, { preview }))('preview', 'hello');
    expect(out).toContain('within 1m (too many authors: only an override can deploy it)');
  });

  it('says that the commit is released already', async () => {
    const preview = async () => ({ ...PREVIEW, existingRelease: INPUT.id });
    const { out } = await commandLine(appWith({}, { preview }))('preview', 'hello');
    expect(out).toContain(`\n  It is released already: ${INPUT.id}\n`);
  });

  it('gives a program what the API answers', async () => {
    const { out } = await run('preview', 'hello', '--json');
    expect(JSON.parse(out)).toMatchObject({
      service: 'hello',
      environments: [{}, { soakMs: 600_000 }],
    });
  });
});
