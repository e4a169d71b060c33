import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git, repositoryOf, sourceOf, temporaryFolder } from './repository.ts';

test('a checkout is a clean working copy of exactly the commit', async () => {
  const { path: repository, run, commit } = repositoryOf();
  writeFileSync(join(repository, 'run'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('a.txt', join(repository, 'link'));
  const wanted = commit({ 'src/b.txt': 'b\n' });
  run('tag', 'v1');
  commit({ 'later.txt': 'later\n' });
  const into = join(temporaryFolder(), 'work');
  await sourceOf().checkout({ repository, commit: wanted, into });
  expect(readdirSync(into).toSorted()).toEqual(['.git', 'a.txt', 'link', 'run', 'src']);
  expect(readFileSync(join(into, 'src/b.txt'), 'utf8')).toBe('b\n');
  expect(statSync(join(into, 'run')).mode & 0o111).not.toBe(0);
  expect(git(into, ['rev-parse', 'HEAD'])).toBe(wanted);
  expect(git(into, ['status', '--porcelain'])).toBe('');
  expect(git(into, ['describe', '--tags'])).toBe('v1');
  expect(git(into, ['rev-list', '--count', 'origin/main'])).toBe('3');
});

test('what a build pushes goes to the repository, not into the mirror', async () => {
  const { path: repository, run, head } = repositoryOf();
  const into = temporaryFolder();
  await sourceOf().checkout({ repository, commit: head(), into });
  git(into, ['tag', 'pushed']);
  git(into, ['push', '--quiet', 'origin', 'pushed']);
  expect(run('tag')).toBe('pushed');
});

test('a commit that is available is checked out without its repository', async () => {
  const { path: repository, head } = repositoryOf();
  const source = sourceOf();
  const place = { repository, commit: head() };
  await source.ensure(place);
  renameSync(repository, `${repository}.away`);
  const into = temporaryFolder();
  await source.checkout({ ...place, into });
  expect(existsSync(join(into, 'a.txt'))).toBe(true);
});

test('the configuration of whoever runs the worker does not change the files', async () => {
  const home = temporaryFolder();
  const marker = join(home, 'hook-ran');
  writeFileSync(join(home, 'post-checkout'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  const config = '[core]\n\tautocrlf = true\n\thooksPath = ~\n[filter "x"]\n\tsmudge = echo no\n';
  writeFileSync(join(home, '.gitconfig'), config);
  const files = { '.gitattributes': '*.bin filter=x\n', 'a.txt': 'one\n', 'b.bin': 'b\n' };
  const { path: repository, head } = repositoryOf(files);
  const into = temporaryFolder();
  await sourceOf({ HOME: home }).checkout({ repository, commit: head(), into });
  expect(readFileSync(join(into, 'a.txt'), 'utf8')).toBe('one\n');
  expect(readFileSync(join(into, 'b.bin'), 'utf8')).toBe('b\n');
  expect(existsSync(marker)).toBe(false);
});

test('several checkouts at once come from one mirror', async () => {
  const { path: repository, head } = repositoryOf();
  const source = sourceOf();
  const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const commit = head();
  await Promise.all(folders.map((into) => source.checkout({ repository, commit, into })));
  for (const folder of folders) expect(git(folder, ['status', '--porcelain'])).toBe('');
});

test('a checkout that is cancelled ends with the reason', async () => {
  const { path: repository, head } = repositoryOf();
  const reason = new Error('cancelled');
  const source = sourceOf();
  const place = { repository, commit: head() };
  await source.ensure(place);
  const signal = AbortSignal.abort(reason);
  await expect(source.checkout({ ...place, into: temporaryFolder(), signal })).rejects.toBe(reason);
});

test('a file is read as it is at the commit, through links inside the repository', async () => {
  const { path: repository, commit, head } = repositoryOf({ 'pipeline.yaml': 'build: one\n' });
  const first = head();
  symlinkSync('../pipeline.yaml', join(repository, 'ci.yaml'));
  symlinkSync('/etc/passwd', join(repository, 'passwd'));
  const second = commit({ 'pipeline.yaml': 'build: zwölf\n', 'ci/a': '' });
  execFileSync('mv', [join(repository, 'ci.yaml'), join(repository, 'ci')]);
  const third = commit({});
  const source = sourceOf();
  await source.ensure({ repository, commit: third });
  const read = (at: string, path: string) => source.readFile({ repository, commit: at, path });
  expect(await read(first, 'pipeline.yaml')).toBe('build: one\n');
  expect(await read(second, 'pipeline.yaml')).toBe('build: zwölf\n');
  expect(await read(third, 'ci/ci.yaml')).toBe('build: zwölf\n');
  for (const path of ['none.yaml', 'ci', 'passwd', 'ci.yaml', '../pipeline.yaml', 'a\nb', ''])
    expect(await read(third, path)).toBeUndefined();
});

test('a file of a commit that is not here is told from a file that is not there', async () => {
  const { path: repository } = repositoryOf();
  const reading = sourceOf().readFile({ repository, commit: '1'.repeat(40), path: 'a.txt' });
  await expect(reading).rejects.toMatchObject({ code: 'COMMIT_NOT_FOUND' });
});
