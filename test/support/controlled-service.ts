import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** The commands of the service that a test can stop at. */
export type StopPoint =
  | 'build'
  | 'watch'
  | 'test'
  | `${'activate' | 'verify'}-${'staging' | 'production'}`
  | 'before-effect'
  | 'after-effect';

/** A commit whose release stops where a test says so. */
export interface Change {
  readonly commit: string;
  /** From now on, whoever comes to this place waits there. */
  freeze(place: StopPoint): void;
  letGo(place: StopPoint): void;
  /** Waits until so many came to the place, and gives their processes, the first one first. */
  reached(place: StopPoint, times?: number): Promise<number[]>;
  /** What the test suite found in the artifact, once for each time that it ran to its end. */
  tested(): string[];
}

/**
 * A real git repository of a small service. Every build of it differs from every other, so that
 * bytes tell which build they are of; it also leaves a process behind that has left its group.
 */
export function createControlledService(root: string) {
  const [folder, marks] = [join(root, 'service'), join(root, 'marks')];
  for (const path of [folder, marks]) mkdirSync(path);
  for (const [name, text] of Object.entries(filesOf(root, marks)))
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { env: GIT_ENV, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  let changes = 0;
  return {
    /** Commits something new. */
    change(): Change {
      changes += 1;
      git('commit', '--quiet', '--allow-empty', '-m', `Change ${changes}`);
      return changeOf(git('rev-parse', 'HEAD'), marks);
    },
    /** Lets everybody go, everywhere. */
    letAllGo(): void {
      for (const name of readdirSync(marks))
        if (name.endsWith('.hold')) rmSync(join(marks, name), { force: true });
    },
  };
}

function changeOf(commit: string, marks: string): Change {
  const mark = (place: string) => join(marks, `${commit}.${place}`);
  return {
    commit,
    freeze: (place) => writeFileSync(mark(`${place}.hold`), ''),
    letGo: (place) => rmSync(mark(`${place}.hold`), { force: true }),
    reached: (place, times = 1) =>
      eventually(`${commit} to be at ${place} ${times} times`, async () => {
        const pids = linesOf(mark(`${place}.reached`)).map(Number);
        return pids.length >= times && pids;
      }),
    tested: () => linesOf(mark('tested')),
  };
}

/** The lines of a file; none if it is not there. */
export function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

const WHO = { NAME: 'Dev', EMAIL: 'dev@example.com' };
const GIT_ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: WHO.NAME,
  GIT_AUTHOR_EMAIL: WHO.EMAIL,
  GIT_COMMITTER_NAME: WHO.NAME,
  GIT_COMMITTER_EMAIL: WHO.EMAIL,
};

function filesOf(root: string, marks: string): Record<string, string> {
  const tested = `cat dist/payload >> "${marks}/$SLIPWAY_COMMIT.tested"`;
  return {
    'pipeline.yaml': [
      'build: { run: ./build, artifact: dist, timeout: 2m }',
      `test: { unit: { run: './step test && ${tested}', timeout: 2m } }`,
      'verify: { alive: { run: ./step verify-$SLIPWAY_ENVIRONMENT, timeout: 2m } }',
      'watch: { there: { run: ./step watch, interval: 1h, failureThreshold: 1 } }',
      '',
    ].join('\n'),
    // Says that a place is reached, and waits while the test holds it.
    step: `#!/bin/sh
here="${marks}/$SLIPWAY_COMMIT.$1"
echo $$ >> "$here.reached"
while [ -e "$here.hold" ]; do sleep 0.05; done
`,
    build: `#!/bin/sh
set -e
setsid sleep 300 >/dev/null 2>&1 </dev/null &
./step build
mkdir dist
cp step activate deploy dist
echo "built by $$ at $(date +%s%N)" > dist/payload
`,
    activate: '#!/bin/sh\nexec ./step activate-$SLIPWAY_ENVIRONMENT\n',
    deploy: `#!/bin/sh
set -e
./step before-effect
echo "$SLIPWAY_RELEASE" >> "${root}/effects"
echo "$SLIPWAY_RELEASE" > "${root}/live"
./step after-effect
`,
  };
}
