import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../src/api/engine.ts';
import type { Preview } from '../../src/api/releases/preview.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { EVERYBODY } from '../../src/domain/gate/gate.ts';
import { INPUT } from '../support/plan.ts';
import { page, siteWith, submit } from '../support/site.ts';

const change = {
  paths: ['a.txt'],
  pathCount: 2,
  linesAdded: 5,
  linesRemoved: 1,
  authors: ['dev@example.com'],
  authorCount: 1,
  takenAway: [],
  takenAwayCount: 0,
  message: '',
  branch: 'main',
  hoursSinceDeployment: null,
  failuresLately: 0,
};
const PREVIEW: Preview = {
  environments: [
    { name: 'staging', mode: 'automatic', change, window: { open: true }, supersedes: [] },
    {
      name: 'production',
      mode: 'approval',
      reason: 'more than words',
      change,
      gate: {
        approvals: 2,
        groups: [{ name: 'managers', members: [] }],
        excludedApprovers: ['dev@example.com'],
        expiresMs: 86_400_000,
      },
      window: { open: false, reason: 'office-hours is closed.' },
      soakMs: 600_000,
      supersedes: ['hello-1'],
      newerLiveRelease: 'hello-2',
      problems: ['change.x: no such field'],
    },
  ],
};

/** The site, over a repository whose `main` is at this commit. */
function stage(created = true, commitOf = () => INPUT.commit) {
  const started: StartRequest[] = [];
  const { author, subject } = INPUT;
  const site = siteWith(
    { start: async (intervention) => (started.push(intervention), { id: INPUT.id, created }) },
    {
      preview: async () => PREVIEW,
      resolve: async ({ ref }) => ({ commit: commitOf(), author, subject, ...(ref && { ref }) }),
    },
  );
  return { site, started };
}
const FORM = { service: 'hello', ref: 'main', commit: INPUT.commit };

describe('starting a release', () => {
  it('begins with what it would meet, and starts nothing', async () => {
    const { site, started } = stage();
    const { html } = await page(site, '/ui/start?service=hello&ref=main');
    const text = html.replace(/<[^>]*>/g, '');
    for (const words of [
      'Say hello',
      'Approval required: more than words.',
      '2 approvals from managers, within 1d. dev@example.com cannot approve.',
      'Soaks for 10m in staging.',
      'office-hours is closed.',
      'Supersedes hello-1.',
      'hello-2 is live and newer, so this release would be superseded.',
      'No earlier release to roll back to.',
      'Condition could not be evaluated: change.x: no such field',
    ])
      expect(text).toContain(words);
    expect(started).toEqual([]);
  });

  it('E9 names the commits that would be removed, and says that no user can approve', async () => {
    const [, production] = PREVIEW.environments;
    const takenAway = [{ commit: INPUT.commit, subject: 'Fix <it>' }];
    const place = {
      ...production!,
      change: { ...change, takenAway, takenAwayCount: 1 },
      gate: { ...production!.gate!, excludedApprovers: [EVERYBODY] },
    };
    const { author, subject } = INPUT;
    const site = siteWith(
      {},
      {
        preview: async () => ({ environments: [place] }),
        resolve: async () => ({ commit: INPUT.commit, author, subject }),
      },
    );
    const { html } = await page(site, '/ui/start?service=hello&ref=main');
    expect(html).toContain('Removes 1 commit: Fix &lt;it&gt;.');
    expect(html).toContain('within 1d. No user can approve: the change has too many authors.');
  });

  it('starts what was looked at, and leads to its page', async () => {
    const { site, started } = stage();
    const answered = await submit(site, '/ui/start', FORM);
    expect(started).toMatchObject([{ service: 'hello', ref: 'main', commit: INPUT.commit }]);
    expect(answered).toMatchObject({ status: 303, location: `/ui/releases/${INPUT.id}` });
    expect(answered.notice).toBe('Release started.');
  });

  it('S1 leads to the release that there is already', async () => {
    const { notice, location } = await submit(stage(false).site, '/ui/start', FORM);
    expect(notice).toContain('This commit already has a release');
    expect(location).toBe(`/ui/releases/${INPUT.id}`);
  });

  it('starts nothing that came after what was looked at', async () => {
    const { site, started } = stage(true, () => 'f'.repeat(40));
    const { notice, location } = await submit(site, '/ui/start', FORM);
    expect(started).toEqual([]);
    expect(location).toBe('/ui/start?service=hello&ref=main');
    expect(notice).toContain('main has changed since the preview');
  });

  it('says what is wrong with a branch that there is not', async () => {
    const site = siteWith(
      {},
      {
        resolve: async () => {
          throw new SlipwayError('REF_NOT_FOUND', 'Branch or tag "nope" not found.');
        },
      },
    );
    const { status, html } = await page(site, '/ui/start?service=hello&ref=nope');
    expect(status).toBe(200);
    expect(html).toContain('REF_NOT_FOUND');
    expect(html).toContain('value="nope"');
  });

  it('is offered to nobody who may not', async () => {
    const { html } = await page(siteWith(), '/ui/start', 'ben');
    expect(html).toContain(
      'You cannot start releases of any service. Ask the operator for the start role.',
    );
    expect((await page(siteWith(), '/', 'ben')).html).not.toContain('/ui/start');
    expect((await page(siteWith(), '/', 'ana')).html).toContain('/ui/start?service=hello');
  });
});
