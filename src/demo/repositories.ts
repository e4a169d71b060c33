import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rename } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deploymentVariables } from '../activities/targets/deployment-variables.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Variables } from '../config/env.ts';
import type { EnvironmentPlan } from '../domain/plan/plan.ts';
import type { DirectoryTarget } from '../domain/plan/target.ts';
import { commandLine } from '../embedded/command-line.ts';
import { tellProblem } from '../program/run-program.ts';
import { withProgress } from '../program/terminal.ts';

const run = promisify(execFile);
const HELLO = fileURLToPath(new URL('../../examples/hello', import.meta.url));

/** The example service of a fresh clone. */
export interface DemoRepositories {
  /** Starts the servers of the live releases again. */
  serve(): Promise<void>;
  /** Ends the servers of the example. */
  stop(): Promise<void>;
}

/** Makes a git repository out of `examples/hello` on the first start, if a service wants it. */
export async function openDemoRepositories(
  configuration: Configuration,
  configFile: string,
  variables: Variables,
): Promise<DemoRepositories> {
  const repository = resolve(dirname(configFile), 'var/repositories/hello');
  const environments = demoEnvironments(configuration, repository);
  if (environments.length > 0 && !existsSync(repository))
    await withProgress('Creating the hello repository', () => make(repository));
  return {
    serve: async () =>
      void (await Promise.all(
        environments.map((each) => activate(each, variables).catch(tellProblem)),
      )),
    stop: async () => void (await Promise.all(environments.map(stop))),
  };
}

/** Makes the repository aside and renames it: a half-made one would never work. */
async function make(repository: string): Promise<void> {
  const arriving = `${repository}.${process.pid}`;
  await mkdir(arriving, { recursive: true });
  await cp(HELLO, arriving, { recursive: true });
  const as = ['-c', 'user.name=Slipway', '-c', 'user.email=slipway@example.com'];
  const git = (...args: string[]) => run('git', ['-C', arriving, ...as, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  // Whoever has no name in git yet can commit a change all the same.
  await git('config', 'user.name', 'You');
  await git('config', 'user.email', 'you@localhost');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=Say hello');
  await rename(arriving, repository);
}

/** An environment of the example. */
interface DemoEnvironment extends EnvironmentPlan {
  readonly service: string;
  readonly target: DirectoryTarget;
}

function demoEnvironments({ services }: Configuration, repository: string): DemoEnvironment[] {
  return Object.values(services)
    .filter((service) => service.repository === repository)
    .flatMap(({ service, environments }) =>
      environments.map((environment) => ({ ...environment, service })),
    )
    .filter(
      (environment): environment is DemoEnvironment => environment.target.kind === 'directory',
    );
}

/** Runs the activation of what is live, as its deployment did. */
async function activate(
  { service, name, url, target }: DemoEnvironment,
  hostVariables: Variables,
): Promise<void> {
  const current = await realpath(`${target.path}/current`).catch(() => undefined);
  if (current === undefined || target.activate === undefined) return;
  const { commit } = JSON.parse(await readFile(`${current}/release.json`, 'utf8'));
  const releaseId = basename(current);
  const live = { releaseId, service, environment: name, commit, digest: '', ...(url && { url }) };
  const variables = { ...deploymentVariables(live, undefined), SLIPWAY_TARGET: target.path };
  const env = { PATH: hostVariables['PATH'], ...variables };
  await run('/bin/sh', ['-c', target.activate], { cwd: current, env });
}

/** Ends the server that the example's activation started: it keeps its number in a file. */
async function stop({ target }: DemoEnvironment): Promise<void> {
  const pid = Number(await readFile(`${target.path}/service.pid`, 'utf8').catch(() => '0'));
  if (pid <= 0) return;
  // The number may belong to somebody else by now.
  if ((await commandLine(pid)).includes(`${target.path}/`)) process.kill(pid, 'SIGTERM');
}
