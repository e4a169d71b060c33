import { describe, expect, it } from 'vitest';
import type { Preview, PreviewRequest } from '../../../src/api/releases/preview.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { appWithRecords } from '../../support/api-records.ts';
import { answer, by } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';

const PREVIEW: Preview = {
  existingRelease: INPUT.id,
  environments: [
    {
      name: 'production',
      mode: 'approval',
      reason: 'it is a migration',
      change: {
        paths: ['db/1.sql'],
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
      },
      gate: {
        approvals: 1,
        groups: [{ name: 'managers', members: ['ana', 'ben'] }],
        excludedApprovers: ['ana'],
        expiresMs: 60_000,
      },
      window: { open: false, nextOpenMs: 5_000, reason: 'It is Sunday.' },
      supersedes: ['hello-000000000001'],
    },
  ],
};

function stage(preview: () => Promise<Preview> = async () => PREVIEW) {
  const asked: PreviewRequest[] = [];
  // The engine refuses to start anything, as the others of its calls.
  const start = () => Promise.reject(new Error('not expected to be called'));
  const { app, kept } = appWithRecords(
    { start },
    {
      preview: async (request) => {
        asked.push(request);
        return preview();
      },
    },
  );
  const post = (who: string, body: object, query = 'preview=true') =>
    answer(app.request(`/releases?${query}`, by(who, body)));
  return { post, asked, kept };
}

describe('POST /releases?preview=true', () => {
  const body = { service: 'hello', ref: 'main' };

  it('S3 previews a release, and starts and stores nothing', async () => {
    const { post, asked, kept } = stage();
    const { status, body: shown } = await post('ana', body);
    const [place] = PREVIEW.environments;
    expect(status).toBe(200);
    expect(shown).toEqual({
      service: 'hello',
      commit: INPUT.commit,
      author: INPUT.author,
      subject: INPUT.subject,
      existingRelease: INPUT.id,
      environments: [
        {
          ...place,
          window: { open: false, nextOpen: '1970-01-01T00:00:05.000Z', reason: 'It is Sunday.' },
        },
      ],
    });
    expect(kept).toEqual([]);
    expect(asked).toMatchObject([
      { service: { service: 'hello' }, commit: INPUT.commit, startedBy: 'ana' },
    ]);
  });
  it('requires the start role', async () => {
    const { post, asked } = stage();
    const refused = await post('ben', body);
    expect([refused.status, refused.body.code, asked]).toEqual([403, 'FORBIDDEN', []]);
  });
  it('returns the error of the source', async () => {
    const { post } = stage(async () => {
      throw new SlipwayError('REPOSITORY_UNREACHABLE', 'It does not answer.');
    });
    const refused = await post('ana', body);
    expect([refused.status, refused.body.code]).toEqual([502, 'REPOSITORY_UNREACHABLE']);
  });
  it.each(['preview=yes', 'preview='])('takes ?%s for neither yes nor no', async (query) => {
    const { post, asked } = stage();
    expect([(await post('ana', body, query)).status, asked]).toEqual([422, []]);
  });
  it('starts a release with preview=false', async () => {
    const { app } = appWithRecords({});
    const { status } = await answer(app.request('/releases?preview=false', by('ana', body)));
    expect(status).toBe(201);
  });
});
