/** What must be so at the instant at which something is deployed to production. */
import { standing } from './rules.ts';
import { hasSoaked, lastGood } from './site.ts';
import { type Deployment, isClosed, nowOf, type ModelledService } from './modelled-service.ts';

/** Clocks of runs differ a little. */
export const ABOUT_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Writes down by which rules a release may not enter. */
export function requireRightToEnter(
  place: ModelledService,
  { releaseId, commit }: Deployment,
): void {
  const { production: site } = place;
  const say = (what: string) => place.broken.push(`${releaseId} enters ${what}`);
  if (site.live && commit < site.live.commit) say('though it is older than what is live');
  // A person has said that it is to be tried again.
  if (site.entered.has(releaseId)) return;
  if (site.isClosed) say('though it is held');
  requirePermission(place, releaseId, say);
}

function requirePermission(place: ModelledService, id: string, say: (what: string) => void): void {
  const deeds = place.releases.get(id);
  if (!deeds) throw new Error(`nobody started ${id}`);
  if (deeds.isOverridden) return;
  const { production, staging, dismissed } = place;
  const now = nowOf(place) + ABOUT_MS;
  const { soakHours } = deeds.setup;
  if (deeds.mode === 'approval') {
    const { kind, deployAfterMs } = standing(deeds, {
      dismissed,
      live: production.live?.releaseId,
    });
    if (kind !== 'approved') say(`without its approvals: ${kind}`);
    if (deployAfterMs > now) say('before its approvers wanted it');
  }
  if (isClosed(place)) say('though its window is closed');
  const soak = { soakMs: soakHours * HOUR_MS - ABOUT_MS, nowMs: nowOf(place) };
  if (soakHours > 0 && !hasSoaked(staging, id, soak)) say('before it has soaked');
}

/** Writes down by which rules a rollback is none. */
export function requireRightToGoBack(place: ModelledService, { releaseId, log }: Deployment): void {
  const { production: site } = place;
  const say = (what: string) => place.broken.push(`${log?.releaseId} is taken back ${what}`);
  if (site.live?.releaseId !== log?.releaseId) say(`though ${site.live?.releaseId} is live`);
  const isWanted = site.wanted !== undefined;
  if (!isWanted && site.live?.isBack) say('by itself, though it was brought back');
  const rollbackRelease =
    isWanted && site.wanted !== 'last' ? site.wanted : lastGood(site)?.releaseId;
  if (rollbackRelease !== releaseId) say(`to ${releaseId}, not to ${rollbackRelease}`);
}
