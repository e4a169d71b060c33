import { describe, expect, test } from 'vitest';
import type { AppDependencies } from '../../../src/api/app.ts';
import type { StartRequest } from '../../../src/api/engine.ts';
import { Secret } from '../../../src/config/secret.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { Trigger } from '../../../src/domain/plan/trigger.ts';
import { answer, appWith } from '../../support/api.ts';
import { INPUT, PLAN } from '../../support/plan.ts';
import * as pushes from '../../support/pushes.ts';

const { AFTER, BEFORE, NO_COMMIT, byGithub, byStandard, githubPayload, gitlabPayload } = pushes;
const KEYS = {
  github: [new Secret(pushes.GITHUB_SECRET)],
  gitlab: { secrets: [new Secret(pushes.STANDARD_KEY)], tokens: [] },
  push: [new Secret(pushes.STANDARD_KEY)],
};
const GITHUB = 'ssh://git@github.com/codertocat/hello-world.git';
const GITLAB = 'git@example.com:mike/diaspora.git';

function service(name: string, repository: string, trigger?: Partial<Trigger>) {
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const all = { branches: [], paths: [], pathsIgnore: [] };
  return {
    ...kept,
    service: name,
    repository,
    branches: ['main'],
    ...(trigger && { trigger: { ...all, ...trigger } }),
  };
}

interface Scene extends Partial<AppDependencies> {
  readonly trigger?: Partial<Trigger>;
}

/** An app with services at GitHub and GitLab, and what was started and asked by it. */
function scene({ trigger = {}, ...more }: Scene = {}) {
  const started: StartRequest[] = [];
  const asked: object[] = [];
  const app = appWith(
    {
      async start(order) {
        started.push(order);
        return { id: `${order.service}-3f2a91c4d5e6`, created: started.length === 1 };
      },
    },
    {
      webhookKeys: () => KEYS,
      services: () => [service('hello', GITHUB, trigger), service('diaspora', GITLAB, trigger)],
      async changed(request) {
        asked.push(request);
        return { paths: ['src/a.ts'], pathCount: 1 };
      },
      ...more,
    },
  );
  const send = (path: string, init: RequestInit) => answer(app.request(path, init));
  return { started, asked, send };
}

const nothing = (reason: string) => ({ releases: [], skipped: [], reason });

describe('a push of GitHub', () => {
  test('starts a release of the commit, in the name of the webhook', async () => {
    const { send, started } = scene();
    const { status, body } = await send('/webhooks/github', byGithub(githubPayload()));
    expect([status, body]).toEqual([
      202,
      { releases: [{ service: 'hello', id: 'hello-3f2a91c4d5e6', created: true }], skipped: [] },
    ]);
    expect(started).toMatchObject([
      { service: 'hello', commit: AFTER, ref: 'main', startedBy: 'github', author: INPUT.author },
    ]);
  });
  test('S1 that is delivered again returns the existing release', async () => {
    const { send, started } = scene();
    const notification = byGithub(githubPayload());
    await send('/webhooks/github', notification);
    const { body } = await send('/webhooks/github', notification);
    expect(body.releases).toEqual([{ service: 'hello', id: 'hello-3f2a91c4d5e6', created: false }]);
    expect(started.map(({ once }) => once)).toEqual([true, true]);
  });
  test('passes its trace on', async () => {
    const { send, started } = scene();
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const { headers, ...notification } = byGithub(githubPayload());
    const traced = { ...notification, headers: { ...(headers as object), traceparent } };
    await send('/webhooks/github', traced);
    expect(started).toMatchObject([{ traceparent }]);
  });
  test.each([
    [
      'of a ping',
      { zen: 'Keep it logically awesome.' },
      'ping',
      'ping events do not start releases.',
    ],
    ['of an issue', { action: 'opened' }, 'issues', 'issues events do not start releases.'],
    ['of a tag', githubPayload({ ref: 'refs/tags/v1' }), 'push', 'refs/tags/v1 is not a branch.'],
    [
      'of a branch that was deleted',
      githubPayload({ after: NO_COMMIT }),
      'push',
      'The branch main was deleted.',
    ],
  ])('starts nothing where it tells %s', async (_, payload, event, reason) => {
    const { send, started } = scene();
    const { status, body } = await send('/webhooks/github', byGithub(payload, event));
    expect([status, body, started]).toEqual([202, nothing(reason), []]);
  });
});

describe('a push of GitLab', () => {
  test('starts a release of the commit', async () => {
    const { send, started } = scene();
    const push = byStandard(gitlabPayload(), 'Push Hook');
    const { status, body } = await send('/webhooks/gitlab', push);
    expect([status, body.releases]).toEqual([
      202,
      [{ service: 'diaspora', id: 'diaspora-3f2a91c4d5e6', created: true }],
    ]);
    expect(started).toMatchObject([{ startedBy: 'gitlab', commit: AFTER, ref: 'main' }]);
  });
  test.each([
    ['a tag', gitlabPayload({ ref: 'refs/tags/v1' }), 'tag_push events do not start releases.'],
    ['a pipeline', { object_kind: 'pipeline' }, 'pipeline events do not start releases.'],
    ['no kind', {}, 'without a kind events do not start releases.'],
    [
      'a branch that was deleted',
      gitlabPayload({ after: NO_COMMIT }),
      'The branch main was deleted.',
    ],
  ])('starts nothing where it tells of %s', async (_, payload, reason) => {
    const { body } = await scene().send('/webhooks/gitlab', byStandard(payload, 'Push Hook'));
    expect(body).toEqual(nothing(reason));
  });
});

describe('a push from any other host', () => {
  const push = { repository: 'https://example.com/mike/diaspora', ref: 'main', commit: AFTER };

  test('starts a release of the commit', async () => {
    const { send, started } = scene();
    const { status, body } = await send('/webhooks/push', byStandard(push));
    expect([status, body.releases.length]).toEqual([202, 1]);
    expect(started).toMatchObject([{ startedBy: 'push', service: 'diaspora', commit: AFTER }]);
  });
  test.each([
    [{ ...push, commit: 'abc' }, 'commit: expected 40 hexadecimal digits'],
    [{ ...push, by: 'ana' }, 'Unrecognized key: "by"'],
    [[], 'Invalid input: expected object, received array'],
  ])('that is none is refused by what is wrong with it: %j', async (payload, detail) => {
    const { status, body } = await scene().send('/webhooks/push', byStandard(payload));
    expect([status, body.code, body.detail]).toEqual([422, 'INVALID_REQUEST', detail]);
  });
});

describe('a push to a service', () => {
  const send = async (trigger: Partial<Trigger>, pushed: pushes.Pushed = {}, more: Scene = {}) => {
    const stage = scene({ trigger, ...more });
    const { body } = await stage.send('/webhooks/github', byGithub(githubPayload(pushed)));
    return { ...stage, skipped: body.skipped, body };
  };

  test('without a trigger starts nothing', async () => {
    const services = () => [service('hello', GITHUB)];
    const { skipped, started } = await send({}, {}, { services });
    expect(skipped).toEqual([{ service: 'hello', reason: 'The service has no `trigger`.' }]);
    expect(started).toEqual([]);
  });
  test('starts a release of every service with a matching trigger', async () => {
    const services = () => [
      service('web', GITHUB, { paths: ['web/**'] }),
      service('api', GITHUB, { paths: ['api/**'] }),
      service('else', GITLAB, {}),
    ];
    const changed = async () => ({ paths: ['web/a.ts'], pathCount: 1 });
    const { body } = await send({}, {}, { services, changed });
    expect(body).toMatchObject({
      releases: [{ service: 'web' }],
      skipped: [{ service: 'api', reason: 'All changed files are ignored.' }],
    });
  });
  test('to an unknown repository starts nothing', async () => {
    const { body } = await send({}, {}, { services: () => [] });
    expect(body).toEqual(nothing('No service uses this repository.'));
  });
  test('to another branch starts nothing', async () => {
    const { skipped } = await send({ branches: ['release/*'] });
    expect(skipped).toEqual([
      { service: 'hello', reason: 'The branch main is not among release/*.' },
    ]);
  });
  test('without paths in the trigger does not call git', async () => {
    const { asked, started } = await send({ branches: ['main'] });
    expect([asked.length, started.length]).toEqual([0, 1]);
  });
  test.each([
    ['since what was before', {}, { from: BEFORE, to: AFTER }],
    [
      'since what was before, also where it was forced',
      { forced: true },
      { from: BEFORE, to: AFTER },
    ],
    ['of all of a new branch', { before: NO_COMMIT }, { to: AFTER }],
  ])('asks git which files differ, whatever the forge lists: %s', async (_, pushed, asked) => {
    const stage = await send({ pathsIgnore: ['*.md'] }, { ...pushed, modified: ['README.md'] });
    expect(stage.asked).toEqual([{ repository: GITHUB, ...asked }]);
    expect(stage.started).toHaveLength(1);
  });
  test('from GitLab reads the changed files from git', async () => {
    const stage = scene({ trigger: { paths: ['docs/**'] } });
    const push = byStandard(gitlabPayload({ modified: ['docs/a.md'] }), 'Push Hook');
    const { body } = await stage.send('/webhooks/gitlab', push);
    expect(stage.asked).toEqual([{ repository: GITLAB, from: BEFORE, to: AFTER }]);
    expect(body.skipped).toMatchObject([{ service: 'diaspora' }]);
  });
  test('with more changes than git lists starts a release', async () => {
    const changed = async () => ({ paths: ['a.md'], pathCount: 20_000 });
    const { started } = await send({ pathsIgnore: ['*.md'] }, {}, { changed });
    expect(started).toHaveLength(1);
  });
  test('S5 of a commit that is not allowed starts nothing', async () => {
    const resolve = async () => {
      throw new SlipwayError('COMMIT_NOT_ALLOWED', 'It is not on main.');
    };
    const { skipped } = await send({}, {}, { resolve });
    expect(skipped).toEqual([{ service: 'hello', reason: 'It is not on main.' }]);
  });
  test('fails if a release cannot be started now, so that the host resends it', async () => {
    const resolve: AppDependencies['resolve'] = async ({ repository, commit = '' }) => {
      if (repository.startsWith('/away'))
        throw new SlipwayError('REPOSITORY_UNREACHABLE', 'It cannot be reached.');
      return { commit, author: INPUT.author, subject: INPUT.subject };
    };
    const services = () => [
      { ...service('away', '/away/hello', {}) },
      { ...service('here', '/here/hello', {}) },
    ];
    const stage = scene({ services, resolve });
    const push = (repository: string) => byStandard({ repository, ref: 'main', commit: AFTER });
    const refused = await stage.send('/webhooks/push', push('/away/hello'));
    expect([refused.status, refused.body.code, refused.body.retryable]).toEqual([
      502,
      'REPOSITORY_UNREACHABLE',
      true,
    ]);
    expect((await stage.send('/webhooks/push', push('/here/hello'))).status).toBe(202);
  });
  test('starts the other releases if one cannot be started now', async () => {
    const services = () => [service('one', GITHUB, {}), service('two', GITHUB, {})];
    const ids: string[] = [];
    const app = appWith(
      {
        async start({ service: name }) {
          if (name === 'one') throw new SlipwayError('TEMPORAL_UNREACHABLE', 'Away.');
          ids.push(name);
          return { id: INPUT.id, created: true };
        },
      },
      { webhookKeys: () => KEYS, services },
    );
    const refused = await answer(app.request('/webhooks/github', byGithub(githubPayload())));
    expect([refused.status, refused.body.code]).toEqual([503, 'TEMPORAL_UNREACHABLE']);
    expect(ids).toEqual(['two']);
  });
});

describe('a webhook', () => {
  test('that is not configured is refused', async () => {
    const { send } = scene({ webhookKeys: () => ({}) });
    const { status, body } = await send('/webhooks/github', byGithub(githubPayload()));
    expect([status, body.code]).toEqual([404, 'WEBHOOK_NOT_CONFIGURED']);
  });
  test('without a signature is refused', async () => {
    const { send, started } = scene();
    const headers = { 'Content-Type': 'application/json', 'X-GitHub-Event': 'push' };
    const { status, body } = await send('/webhooks/github', { method: 'POST', headers, body: '{' });
    expect([status, body.code]).toEqual([401, 'WEBHOOK_SIGNATURE_INVALID']);
    expect(started).toEqual([]);
  });
  test('is verified over its raw body', async () => {
    const payload = githubPayload();
    const notification = byGithub(payload);
    const body = `${JSON.stringify(payload)} `;
    const refused = await scene().send('/webhooks/github', { ...notification, body });
    expect(refused.body.code).toBe('WEBHOOK_SIGNATURE_INVALID');
  });
  test('that is signed but not JSON is refused as malformed', async () => {
    const { body } = await scene().send('/webhooks/github', pushes.byGithubText('{'));
    expect(body.code).toBe('MALFORMED_JSON');
  });
  test('sent as a form is refused, and told which setting to change', async () => {
    const notification = byGithub(githubPayload());
    const headers = {
      ...(notification.headers as object),
      'Content-Type': 'application/x-www-form-urlencoded',
    };
    const { status, body } = await scene().send('/webhooks/github', { ...notification, headers });
    expect([status, body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
  test('may be larger than another request, up to 25 MiB', async () => {
    const large = githubPayload({ modified: ['a'.repeat(1024 * 1024)] });
    expect((await scene().send('/webhooks/github', byGithub(large))).status).toBe(202);
    const tooLarge = byGithub({ text: 'a'.repeat(25 * 1024 * 1024) });
    expect((await scene().send('/webhooks/github', tooLarge)).body.code).toBe('BODY_TOO_LARGE');
  });
});
