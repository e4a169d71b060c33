import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PRINCIPALS } from '../support/principals.ts';
import { useEngine } from '../support/engine-stage.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const LOG_LIMIT_BYTES = 64 * 1024 * 1024;
const SECRET = 'a-secret-nobody-may-read';

/**
 * A pipeline.yaml; JSON is YAML as well. A log begins with the command line, so commands print
 * what they calculate: that cannot be taken from there.
 */
const pipeline = (build: object, more: object = {}) => ({
  'pipeline.yaml': JSON.stringify({ build: { artifact: 'dist', ...build }, ...more }),
});

/** A commit that cannot be released, and what its release ends with. */
interface BadCommit {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  /** What the message of the problem says. */
  readonly says: readonly RegExp[];
}

const BAD_COMMITS: Readonly<Record<string, BadCommit>> = {
  'no-pipeline': {
    title: 'has no pipeline.yaml',
    files: { 'README.md': 'Nothing here.' },
    code: 'PIPELINE_MISSING',
    says: [/[0-9a-f]{40} has no pipeline\.yaml/],
  },
  'not-yaml': {
    title: 'has a pipeline.yaml that is not YAML',
    files: { 'pipeline.yaml': 'build:\n  run: "never closed\n' },
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:\d+:\d+/],
  },
  'unknown-key': {
    title: 'has an unknown key in pipeline.yaml',
    files: { 'pipeline.yaml': 'build:\n  run: make\n  artifact: dist\n  artefact: dist\n' },
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:4:3/, /artefact/, /artifact/],
  },
  'wrong-type': {
    title: 'has a value of the wrong type in pipeline.yaml',
    files: { 'pipeline.yaml': 'build: { run: make, artifact: dist, timeout: [1] }\n' },
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:1:46/, /build\.timeout: found a list, expected/],
  },
  'empty-path': {
    title: 'names an empty path as its artifact',
    files: pipeline({ run: 'true', artifact: '' }),
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:1:\d+/, /build\.artifact/],
  },
  'path-above': {
    title: 'names a path above the workspace as its artifact',
    files: pipeline({ run: 'true', artifact: 'dist/../../other' }),
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:1:\d+/, /build\.artifact/],
  },
  'absolute-path': {
    title: 'names an absolute path as its artifact',
    files: pipeline({ run: 'true', artifact: '/etc' }),
    code: 'PIPELINE_INVALID',
    says: [/^pipeline\.yaml:1:\d+/, /build\.artifact/],
  },
  'link-out': {
    title: 'builds a link that leads out of the workspace',
    files: pipeline({ run: 'ln -s /etc dist' }),
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
    says: [/^dist leaves the workspace/],
  },
  'link-inside-out': {
    title: 'builds a folder with a link that leads out of it',
    files: pipeline({ run: 'mkdir dist && touch dist/a && ln -s ../pipeline.yaml dist/b' }),
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
    says: [/^b leaves the artifact/],
  },
  'no-artifact': {
    title: 'does not build its artifact',
    files: pipeline({ run: 'true' }),
    code: 'ARTIFACT_MISSING',
    says: [/did not write dist/],
  },
  'empty-artifact': {
    title: 'builds an empty folder',
    files: pipeline({ run: 'mkdir -p dist/nothing' }),
    code: 'ARTIFACT_EMPTY',
    says: [/^dist contains no files/],
  },
  'build-fails': {
    title: 'has a build that fails',
    files: pipeline({ run: 'echo the last $((6 * 7)) words; echo of $((6 * 8)) >&2; exit 7' }),
    code: 'BUILD_FAILED',
    says: [/^The build exited with 7\./, /the last 42 words/, /of 48$/],
  },
  'build-too-slow': {
    title: 'has a build that takes too long',
    files: pipeline({ run: 'echo began $((6 * 7)); sleep 600', timeout: '300ms' }),
    code: 'STEP_TIMED_OUT',
    says: [/^The build timed out after 300ms\./, /began 42/],
  },
  'build-killed': {
    title: 'has a build that is killed',
    files: pipeline({ run: 'echo began $((6 * 7)); kill -9 $$' }),
    code: 'STEP_KILLED',
    says: [/^The build was killed by SIGKILL\./, /began 42/],
  },
  'build-loud': {
    title: 'has a build that prints a gigabyte',
    files: pipeline({ run: 'yes | head -c 1G' }),
    code: 'LOG_TOO_LARGE',
    says: [/^The build printed more than 64 MiB\./],
  },
  'build-garbled': {
    title: 'has a build that prints invalid UTF-8',
    files: pipeline({ run: String.raw`printf 'before \377\376 after\n'; exit 3` }),
    code: 'BUILD_FAILED',
    says: [/exited with 3/, /before \uFFFD\uFFFD after/],
  },
  'suite-fails': {
    title: 'has a suite that fails',
    files: pipeline(
      { run: 'mkdir dist && touch dist/a' },
      { test: { good: { run: 'true' }, bad: { run: 'echo 2 is not $((1 + 2)); exit 4' } } },
    ),
    code: 'TESTS_FAILED',
    says: [/^The suite bad exited with 4\./, /2 is not 3/],
  },
  'no-secret': {
    title: 'needs a secret that the worker does not have',
    files: pipeline({ run: 'true' }),
    code: 'SECRET_MISSING',
    says: [/^MISSING_TOKEN is not set/],
  },
};

/** Names of secrets by service. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  environment: ['TOKEN'],
  // Masking holds bytes back, and must not cost the end of the output.
  'build-fails': ['TOKEN'],
  'no-secret': ['MISSING_TOKEN'],
};

const ENVIRONMENT_BUILD = pipeline({
  run: 'env && mkdir dist && env >dist/env',
  env: { FROM_THE_PLAN: 'yes' },
});

let limited: Repository;

const engine = useEngine(async (folder) => {
  for (const [name, { files }] of Object.entries(BAD_COMMITS))
    createRepository(join(folder, 'repositories', name), files);
  createRepository(join(folder, 'repositories/environment'), ENVIRONMENT_BUILD);
  limited = createRepository(join(folder, 'repositories/limited'), pipeline({ run: 'true' }));
  const services = Object.fromEntries(
    [...Object.keys(BAD_COMMITS), 'environment', 'limited', 'unreachable'].map((name) => [
      name,
      {
        repository: `repositories/${name}`,
        ...(name === 'limited' && { branches: ['main'] }),
        secrets: SECRETS[name] ?? [],
        environments: { staging: { target: { kind: 'directory', path: `environments/${name}` } } },
      },
    ]),
  );
  const slipwayYaml = JSON.stringify({ ...PRINCIPALS, services });
  return { slipwayYaml, secrets: { TOKEN: SECRET, OTHER_TOKEN: 'of another service' } };
});

describe('a start is refused with the next action', () => {
  const absent = 'f'.repeat(40);

  test.each([
    ['of an unknown service', 'nobody', { ref: 'main' }, 404, 'SERVICE_NOT_FOUND', 'nobody'],
    ['of an unknown branch', 'limited', { ref: 'nowhere' }, 404, 'REF_NOT_FOUND', '"nowhere"'],
    ['of an option as a branch', 'limited', { ref: '--all' }, 404, 'REF_NOT_FOUND', '"--all"'],
    ['of an unknown commit', 'limited', { commit: absent }, 404, 'COMMIT_NOT_FOUND', absent],
    ['of a part of no commit', 'limited', { commit: 'fffffff' }, 404, 'COMMIT_NOT_FOUND', 'fffff'],
    [
      'from a repository that cannot be reached',
      'unreachable',
      { ref: 'main' },
      502,
      'REPOSITORY_UNREACHABLE',
      'repositories/unreachable',
    ],
  ])('%s', async (_, service, what, status, code, named) => {
    const answer = await engine.start(service, what);
    expect(answer).toMatchObject({ status, body: { code, next: expect.stringMatching(/.+\.$/) } });
    expect(answer.body.detail).toContain(named);
  });

  test('S5 for a commit on no allowed branch, until it is on one', async () => {
    limited.git('switch', '--quiet', '--create', 'feature');
    const commit = limited.commit({ 'feature.txt': 'new' });
    for (const what of [{ commit }, { ref: 'feature' }, { commit: commit.slice(0, 10) }]) {
      const { status, body } = await engine.start('limited', what);
      expect([status, body.code]).toEqual([422, 'COMMIT_NOT_ALLOWED']);
      expect(body.detail).toContain('is not on main');
    }
    limited.git('switch', '--quiet', 'main');
    limited.git('merge', '--quiet', 'feature');
    expect((await engine.start('limited', { commit })).status).toBe(201);
  });
});

describe.concurrent('a release fails with the reason and the next action when its commit', () => {
  const rows = Object.entries(BAD_COMMITS).map(
    ([service, bad]) => [bad.title, service, bad] as const,
  );

  test.for(rows)('%s', async ([, service, { code, says }]) => {
    const { outcome, problem } = await engine.release(service);
    expect(outcome).toBe('failed');
    expect(problem).toMatchObject({ code, next: expect.stringMatching(/.+\.$/) });
    for (const words of says) expect(problem?.message).toMatch(words);
  });
});

describe('the log of a step', () => {
  test('has a limit, however much a build prints', async () => {
    const log = await engine.log(await idOf('build-loud'), 'build');
    expect(log.length).toBeGreaterThan(LOG_LIMIT_BYTES / 2);
    expect(log.length).toBeLessThan(LOG_LIMIT_BYTES + 1_000);
    expect(log).toMatch(/printed more than 64 MiB/);
  });

  test('has the output of a build byte by byte, also if it is not UTF-8', async () => {
    const id = await idOf('build-garbled');
    const bytes = readFileSync(join(engine.folder, 'var/store/logs', id, 'build/1.log'));
    const printed = Buffer.from('before \xff\xfe after\n', 'latin1');
    expect(bytes.includes(printed)).toBe(true);
  });
});

describe('a suite that fails', () => {
  test('does not end the other suites', async () => {
    const { steps } = await engine.read(await idOf('suite-fails'));
    const states = steps.map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ['build', 'passed'],
      ['test-good', 'passed'],
      ['test-bad', 'failed'],
    ]);
  });
});

describe('a build', () => {
  test('B3 sees the named variables and nothing else of the worker', async () => {
    const { id, commit, outcome } = await engine.release('environment');
    expect(outcome).toBe('succeeded');
    const deployed = join(engine.folder, 'environments/environment/current/env');
    // What every shell sets for itself.
    const ofTheShell = /^(PWD|OLDPWD|SHLVL|_)=/;
    const lines = readFileSync(deployed, 'utf8').trim().split('\n');
    const seen = lines.filter((line) => !ofTheShell.test(line)).toSorted();
    const workspaces = join(engine.folder, 'var/workspaces');
    expect(seen).toEqual([
      'CI=true',
      'FROM_THE_PLAN=yes',
      expect.stringMatching(new RegExp(`^HOME=${workspaces}/.+/home$`)),
      'LANG=C.UTF-8',
      `PATH=${process.env['PATH']}`,
      expect.stringMatching(/^SLIPWAY_ATTEMPT=[0-9a-f-]{16,}$/),
      `SLIPWAY_COMMIT=${commit}`,
      `SLIPWAY_RELEASE=${id}`,
      'SLIPWAY_SERVICE=environment',
      expect.stringMatching(new RegExp(`^TMPDIR=${workspaces}/.+/tmp$`)),
      `TOKEN=${SECRET}`,
    ]);
    expect(await engine.log(id, 'build')).toContain('TOKEN=***');
  });
});

/** The release of the only commit of a service, which has been started before. */
async function idOf(service: string): Promise<string> {
  const { body } = await engine.get<{ releases: readonly { id: string }[] }>(
    `/releases?service=${service}`,
  );
  return body.releases[0]?.id ?? '';
}
