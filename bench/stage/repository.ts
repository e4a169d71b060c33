import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HELLO = fileURLToPath(new URL('../../examples/hello', import.meta.url));

/** A git repository that gets new commits. */
export interface Repository {
  readonly folder: string;
  /** Commits something new. @returns 40 hexadecimal digits */
  commit(): Promise<string>;
}

/** A repository with `examples/hello`. */
export async function helloRepository(folder: string): Promise<Repository> {
  await cp(HELLO, folder, { recursive: true });
  return open(folder);
}

/** A repository whose build and deployment take hardly any time of their own. */
export async function lightRepository(folder: string): Promise<Repository> {
  await mkdir(folder, { recursive: true });
  const build = `mkdir dist && echo "$SLIPWAY_COMMIT" > dist/commit`;
  await writeFile(`${folder}/pipeline.yaml`, `build: { run: '${build}', artifact: dist }\n`);
  return open(folder);
}

async function open(folder: string): Promise<Repository> {
  const as = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  const git = async (...args: string[]) =>
    (await run('git', ['-C', folder, ...as, ...args])).stdout;
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  return {
    folder,
    async commit() {
      await git('commit', '--quiet', '--allow-empty', '--message=Say hello');
      return (await git('rev-parse', 'HEAD')).trim();
    },
  };
}
