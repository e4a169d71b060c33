import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { unpackArchive } from '../../src/store/archive.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';
import { linesOf } from './controlled-service.ts';
import { processesOf } from './leftovers.ts';
import type { Release, ReleaseAnswer, Stage } from './stage.ts';

const SOON = { timeout: 10_000, interval: 50 };

/**
 * Waits for the end of a release, and checks all that is promised whatever was killed meanwhile.
 *
 * @returns the release as it ended
 */
export async function expectReleasedOnce(stage: Stage, release: Release): Promise<ReleaseAnswer> {
  const ended = await stage.until(release.id, 'done');
  expect(ended, JSON.stringify(ended)).toMatchObject({ outcome: 'succeeded' });
  expect(switchesOf(stage, release)).toEqual([release.id]);
  await expectTestedBytes(stage, release, ended);
  await expectWholeStory(stage, release);
  await expectNothingLeft(stage);
  return ended;
}

/** Every time that production began to run this release. */
export function switchesOf(stage: Stage, { id, service }: Release): string[] {
  const log = join(stage.targetOf('hello', 'production'), '.slipway/switches.log');
  const switched =
    service === 'hello'
      ? linesOf(log).map((line) => line.split(' ')[1] ?? '')
      : linesOf(join(stage.root, 'effects'));
  return switched.filter((to) => to === id);
}

/** What was tested is what is kept under the digest, and what runs. */
async function expectTestedBytes(stage: Stage, release: Release, ended: ReleaseAnswer) {
  const { digest = '' } = ended.artifact ?? {};
  if (ended.approvalRequest) expect(ended.approvalRequest.artifact).toBe(digest);
  const tested = release.tested().at(-1);
  const kept = await mkdtemp(join(stage.root, 'kept-'));
  await unpackArchive(await createDirectoryStore(stage.storeFolder).getArtifact(digest), kept);
  expect(await readFile(join(kept, 'payload'), 'utf8')).toBe(`${tested}\n`);
  // Another release may have followed to staging meanwhile; production is looked at right away.
  const live = [join(stage.targetOf(release.service, 'staging'), 'releases', release.id)];
  if (release.service === 'hello')
    live.push(join(stage.targetOf('hello', 'production'), 'current'));
  for (const folder of live)
    expect(await readFile(join(folder, 'payload'), 'utf8')).toBe(`${tested}\n`);
}

/** Who followed from the start was told exactly what somebody is told who asks now. */
async function expectWholeStory(stage: Stage, { id, told }: Release): Promise<void> {
  await told.ended;
  const now = stage.follow(id);
  await now.ended;
  expect(told.events).toEqual(now.events);
  expect(told.events.at(-1)?.kind).toBe('ended');
}

/** No process of a command and no workspace is left. */
export async function expectNothingLeft(stage: Stage): Promise<void> {
  await vi.waitFor(async () => {
    const left = processesOf(stage.root).filter(({ pid }) => !stage.programs().includes(pid));
    expect(left).toEqual([]);
    expect(await readdir(stage.workspaces)).toEqual([]);
  }, SOON);
}
