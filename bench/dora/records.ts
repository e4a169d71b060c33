import { createHash } from 'node:crypto';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeasuredRelease } from '../../src/domain/measure/measured-release.ts';

/** How many entries a release has beside its end: before it, and the two that sign it. */
const BEFORE = 12;
const AFTER = 2;
const HOUR_MS = 3_600_000;
const AT_ONCE = 100;
/** A file takes only so many names. */
const NAMES_EACH = 10_000;

/**
 * Writes the records of releases of a service that have ended, an hour apart, as they lie in a store.
 * What is never read of them is one file under many names.
 */
export async function writeRecords(store: string, service: string, count: number): Promise<void> {
  const filler = (i: number) => join(store, `filler-${Math.floor(i / NAMES_EACH)}`);
  for (let i = 0; i <= count * (BEFORE + AFTER); i += NAMES_EACH)
    await writeFile(filler(i), JSON.stringify({ kind: 'voted', padding: 'x'.repeat(1_500) }));
  for (let i = 0; i < count; i += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => write(i + more)));

  async function write(i: number): Promise<void> {
    const commit = createHash('sha1').update(String(i)).digest('hex');
    const measured = measureRelease(service, commit, Date.now() - i * HOUR_MS);
    const folder = join(store, 'audit-logs', measured.releaseId);
    await mkdir(folder, { recursive: true });
    for (let seq = 1; seq <= BEFORE + 1 + AFTER; seq += 1) {
      const file = join(folder, `${seq}.json`);
      if (seq === BEFORE + 1) await writeFile(file, JSON.stringify(endOf(measured)));
      else await link(filler(i * (BEFORE + AFTER) + seq), file);
    }
  }
}

function measureRelease(service: string, commit: string, atMs: number): MeasuredRelease {
  const environment = 'production';
  return {
    releaseId: `${service}-${commit.slice(0, 12)}`,
    service,
    commit,
    committedAtMs: atMs - HOUR_MS,
    startedAtMs: atMs - HOUR_MS / 2,
    deploymentOutcomes: [{ environment, deployedAtMs: atMs, goodAtMs: atMs + 1_000 }],
    timeInPhases: [
      { phase: 'building', ms: HOUR_MS / 8 },
      { phase: 'testing', ms: HOUR_MS / 8 },
      { phase: 'awaiting-approval', environment, ms: HOUR_MS / 8 },
      { phase: 'deploying', environment, ms: HOUR_MS / 8 },
      { phase: 'verifying', environment, ms: 1_000 },
    ],
  };
}

function endOf(measured: MeasuredRelease) {
  const { deploymentOutcomes, releaseId } = measured;
  const facts = { outcome: 'succeeded', summary: 'It is in production.', measured };
  return { id: `${releaseId}/13`, kind: 'ended', atMs: deploymentOutcomes[0]?.goodAtMs, facts };
}
