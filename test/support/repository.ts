import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The address of who commits in the repositories of tests. */
export const AUTHOR = 'dev@example.com';

const SETTINGS = ['user.name=Dev', `user.email=${AUTHOR}`, 'commit.gpgSign=false'];
const AS_DEV = SETTINGS.flatMap((setting) => ['-c', setting]);

/** A real repository that a test commits to. */
export interface Repository {
  readonly folder: string;
  /** Runs git there, and gives back what it prints. */
  git(...args: string[]): string;
  /** Writes files by path, commits everything, and gives back the id of the commit. */
  commit(files: Readonly<Record<string, string>>): string;
}

/** Makes a repository with one commit of these files on `main`. */
export function createRepository(
  folder: string,
  files: Readonly<Record<string, string>>,
): Repository {
  mkdirSync(folder, { recursive: true });
  const repository = repositoryAt(folder);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.commit(files);
  return repository;
}

/** Opens a repository that is there. */
export function repositoryAt(folder: string): Repository {
  const git = (...args: string[]): string => {
    const line = ['-C', folder, ...AS_DEV, ...args];
    return execFileSync('git', line, { encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  return {
    folder,
    git,
    commit(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message=A change');
      return git('rev-parse', 'HEAD');
    },
  };
}
