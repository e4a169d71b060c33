import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveArtifact } from '../../src/store/artifact-path.ts';
import { folderOf } from './folder-of.ts';

test('the artifact is the file or folder that the path leads to, by links as well', async () => {
  const workspace = folderOf({ 'out/app/a': 'a', dist: '-> out/app', 'one.js': 'js' });
  const real = realpathSync(workspace);
  expect(await resolveArtifact(workspace, 'dist')).toEqual({
    path: Buffer.from(join(real, 'out/app')),
    kind: 'directory',
  });
  expect(await resolveArtifact(workspace, './one.js')).toEqual({
    path: Buffer.from(join(real, 'one.js')),
    kind: 'file',
  });
});

test('links that stay inside the artifact are part of it', async () => {
  const links = { 'dist/b/up': '-> ../a', 'dist/nowhere': '-> none', 'dist/b/twice': '-> up' };
  const workspace = folderOf({ 'dist/a': 'a', ...links });
  expect(await resolveArtifact(workspace, 'dist')).toMatchObject({ kind: 'directory' });
});

const OUTSIDE: readonly (readonly [path: string, entries: Record<string, string>])[] = [
  ['../dist', {}],
  ['dist/../../x', {}],
  ['/etc', {}],
  ['.', { a: 'a' }],
  ['dist', { dist: '-> /etc' }],
  ['dist', { dist: '-> ..' }],
  ['dist/x', { dist: '-> ..', '../x/': '' }],
  ['dist', { 'dist/a': 'a', 'dist/link': '-> /etc/passwd' }],
  ['dist', { 'dist/a': 'a', 'dist/modules': '-> ../modules', 'modules/b': 'b' }],
  ['dist', { 'dist/a': 'a', 'dist/b/link': '-> ../../dist/a' }],
  ['dist', { 'dist/b/c/up': '-> ../..', 'dist/x': '-> b/c/up/../y', y: 'y' }],
];

test.each(OUTSIDE)('an artifact %s of %j is outside', async (path, entries) => {
  const workspace = folderOf(entries);
  await expect(resolveArtifact(workspace, path)).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
});

test('an absolute link is refused even if it leads into the artifact now', async () => {
  const workspace = folderOf({ 'dist/a': 'a' });
  folderOf({ link: `-> ${join(workspace, 'dist/a')}` }, join(workspace, 'dist'));
  await expect(resolveArtifact(workspace, 'dist')).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
    message: 'link leaves the artifact.',
  });
});

test('an artifact that the build did not write is missing', async () => {
  const workspace = folderOf({ a: 'a', dangling: '-> none' });
  execFileSync('mkfifo', [join(workspace, 'pipe')]);
  for (const path of ['dist', 'a/b', 'dangling', 'pipe'])
    await expect(resolveArtifact(workspace, path)).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: `The build did not write ${path}.`,
    });
});

test('a folder with no file in it is an empty artifact', async () => {
  const workspace = folderOf({ 'dist/a/b/': '' });
  await expect(resolveArtifact(workspace, 'dist')).rejects.toMatchObject({
    code: 'ARTIFACT_EMPTY',
    message: 'dist contains no files.',
  });
});
