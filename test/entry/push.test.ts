import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { blocksOf, pageAt } from '../docs/pages.ts';
import { PRINCIPALS } from '../support/principals.ts';
import { useEngine } from '../support/engine-stage.ts';
import { eventually } from '../support/eventually.ts';
import { createRepository, type Repository, repositoryAt } from '../support/repository.ts';

const KEY = `whsec_${Buffer.from('p'.repeat(32)).toString('base64')}`;
const TRACEPARENT = `00-${'4'.repeat(32)}-${'5'.repeat(16)}-01`;

interface Started {
  readonly id: string;
  readonly commit: string;
  readonly ref?: string;
  readonly startedBy: string;
  readonly phase: string;
}

const engine = useEngine(async (folder) => {
  const work = createRepository(join(folder, 'work'), {
    'pipeline.yaml': JSON.stringify({
      build: { run: 'env >seen', artifact: 'seen' },
      test: { unit: { run: 'grep ^TRACEPARENT= seen' } },
    }),
  });
  work.git('clone', '--quiet', '--bare', '.', join(folder, 'hello.git'));
  work.git('remote', 'add', 'origin', join(folder, 'hello.git'));
  const environment = (name: string, more: object = {}) => ({
    target: { kind: 'directory', path: `environments/${name}` },
    ...more,
  });
  const services = {
    hello: {
      repository: 'hello.git',
      branches: ['main'],
      trigger: { pathsIgnore: ['**/*.md'] },
      environments: {
        staging: environment('staging'),
        production: environment('production', { gate: { approvals: 1 } }),
      },
    },
  };
  const webhooks = { push: { secret: { env: 'PUSH_WEBHOOK_SECRET' } } };
  return {
    slipwayYaml: JSON.stringify({ ...PRINCIPALS, webhooks, services }),
    variables: { PUSH_WEBHOOK_SECRET: KEY },
  };
});

/** Lets the repository tell of each push, by the script that docs/webhooks.md shows. */
function installHook(bare: string): void {
  const script = blocksOf(pageAt('docs/webhooks.md')).find(({ text }) =>
    text.startsWith('#!/bin/sh'),
  )?.text;
  const hook = (script ?? '')
    .replace('https://git.example.com/example/hello.git', bare)
    .replace('http://127.0.0.1:3000', engine.url)
    .replace('curl ', `curl -H 'traceparent: ${TRACEPARENT}' `);
  writeFileSync(join(bare, 'hooks/post-receive'), hook);
  chmodSync(join(bare, 'hooks/post-receive'), 0o755);
  writeFileSync(join(bare, 'hooks/slipway-secret'), `${KEY}\n`);
}

/** Pushes, and gives back what the repository was answered: its hook prints over standard error. */
async function push(work: Repository, ...what: string[]): Promise<string> {
  const args = ['-C', work.folder, 'push', '--quiet', 'origin', ...what];
  const { stderr } = await promisify(execFile)('git', args);
  return stderr;
}

async function releases(): Promise<readonly Started[]> {
  const { body } = await engine.get<{ releases: readonly Started[] }>('/releases?service=hello');
  return body.releases;
}

test('a push to a repository starts a release to the gate of production, where its author may not approve', async () => {
  const work = repositoryAt(join(engine.folder, 'work'));
  installHook(join(engine.folder, 'hello.git'));

  const commit = work.commit({ 'a.ts': 'a' });
  expect(await push(work, 'main')).toContain('"created":true');
  const [started] = await eventually('a release', async () => {
    const found = await releases();
    return found.length > 0 && found;
  });
  expect(started).toMatchObject({ commit, ref: 'main', startedBy: 'push' });
  const release = await engine.settled(started?.id ?? '');
  expect(release).toMatchObject({ phase: 'awaiting-approval', traceparent: TRACEPARENT });
  const seen = readFileSync(join(engine.folder, 'environments/staging/current/seen'), 'utf8');
  expect(seen).toContain(`\nTRACEPARENT=${TRACEPARENT}\n`);

  work.commit({ 'README.md': 'words' });
  expect(await push(work, 'main')).toContain('All changed files are ignored.');
  work.git('tag', 'v1');
  expect(await push(work, 'v1')).toContain('refs/tags/v1 is not a branch.');
  work.git('checkout', '--quiet', '-b', 'topic');
  work.commit({ 'b.ts': 'b' });
  expect(await push(work, 'topic')).toContain('The branch topic is not among main.');
  expect(await push(work, ':topic')).toContain('The branch topic was deleted.');
  expect((await releases()).map(({ id }) => id)).toEqual([release.id]);

  const vote = { verdict: 'approve', approvalRequest: release.approvalRequest?.digest };
  expect(await engine.vote(release.id, vote, 'ben')).toMatchObject({ status: 200 });
  expect((await engine.until(release.id, ({ phase }) => phase === 'done')).outcome).toBe(
    'succeeded',
  );
});

test('S1 a push that is delivered again finds the existing release', async () => {
  const [known] = await releases();
  const bare = join(engine.folder, 'hello.git');
  const line = `${'0'.repeat(40)} ${known?.commit} refs/heads/main`;
  const again = promisify(execFile)('sh', ['-c', `echo '${line}' | hooks/post-receive`], {
    cwd: bare,
  });
  const { releases: found } = JSON.parse((await again).stdout) as { releases: readonly object[] };
  expect(found).toEqual([{ service: 'hello', id: known?.id, created: false }]);
  expect(await releases()).toHaveLength(1);
});
