/** What must be so whenever nobody does anything. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EnvironmentState, LockHolder } from '../../../src/domain/environment/environment.ts';
import type { Release } from '../../../src/domain/release/release.ts';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { isClosed, nowOf, type ModelledService } from './modelled-service.ts';
import { ABOUT_MS } from './rights.ts';
import { type Deeds, standing } from './rules.ts';
import {
  letTimePass,
  look,
  type Name,
  openOnes,
  runOf,
  type Service,
  stateOf,
  underWay,
} from './service.ts';
import { hasSoaked, type Site } from './site.ts';

const HOUR_MS = 3_600_000;
const LOOK_MS = 60;
const PATIENCE_MS = 30_000;

/**
 * Waits until every release has ended as it should, or waits for something that is so; until what
 * the environments say is true; and until nobody holds a lock for nothing.
 *
 * @throws Error what is not so
 */
export async function settled(service: Service): Promise<void> {
  // What one does late may be news for others.
  while (await isSettling(service));
}

/** @returns whether something was not at once as it should be */
async function isSettling(service: Service): Promise<boolean> {
  const { place } = service;
  let isLate = false;
  for (const name of openOnes(service)) await buryTheDead(service, name);
  for (const deeds of underWay(place)) {
    const late = await soon(place, deeds.id, async () => {
      const release = await look(service, deeds);
      return release ? await oddity(service, deeds, release) : 'has not begun';
    });
    isLate ||= late || deeds.isOver;
  }
  for (const name of openOnes(service)) {
    const late = await soon(place, name, async () => {
      await buryTheDead(service, name);
      return environmentOddity(place, place[name], await stateOf(service, name));
    });
    isLate ||= late;
  }
  complain(place);
  return isLate;
}

/** @throws Error what must never happen, and did */
function complain({ broken }: ModelledService): void {
  if (broken.length > 0) throw new Error(broken.join('; '));
}

/** @returns whether it took some time */
async function soon(
  place: ModelledService,
  who: string,
  ask: () => Promise<string | undefined>,
): Promise<boolean> {
  const endsAt = Date.now() + PATIENCE_MS;
  for (let looks = 0; ; looks += 1) {
    complain(place);
    const odd = await ask();
    if (odd === undefined) return looks > 0;
    if (Date.now() > endsAt) throw new Error(`${who} ${odd}`);
    await pause(LOOK_MS);
  }
}

/** What is not right about a release; it may be a matter of time. */
async function oddity(
  service: Service,
  deeds: Deeds,
  release: Release,
): Promise<string | undefined> {
  const { place } = service;
  const { phase } = release;
  const isInside = isAtWork(place.production);
  if (deeds.isStopped && phase !== 'done' && !isInside) return `is ${phase} though stopped`;
  const at = `is ${phase}`;
  switch (phase) {
    case 'done':
      deeds.isOver = true;
      return explained(place, deeds, release) ? undefined : `ended ${release.outcome}`;
    case 'awaiting-approval':
      return gateOddity(place, deeds, release);
    case 'soaking':
      return isSoaking(place, deeds) ? undefined : at;
    case 'scheduled':
    case 'awaiting-window':
      return waitsForWindow(place, deeds, release) ? undefined : at;
    case 'queued': {
      const [freeze] = (await stateOf(service, 'production')).freezes;
      const [known] = release.freezes ?? [];
      const isSo = freeze ? known?.reason === freeze.reason : !known && isInside;
      return isSo ? undefined : `${at}, and says ${waitingFor(release, Date.now())[0]?.sentence}`;
    }
    case 'awaiting-guidance':
      return deeds.hasFailed ? undefined : at;
    default:
      return isInside ? undefined : at;
  }
}

/** Whether something is deployed there that takes its time. */
function isAtWork({ slow, busy }: Site): boolean {
  return slow !== undefined && busy !== undefined;
}

/** Whether it waits for people, about what is so now, who have not decided. */
function gateOddity(place: ModelledService, deeds: Deeds, release: Release): string | undefined {
  const { production: site, dismissed } = place;
  const { mode, isOverridden, setup } = deeds;
  const live = site.live?.releaseId;
  if (mode === 'automatic' || isOverridden) return 'asks people, who need not be asked';
  if (setup.staleVotes === 'dismiss' && (release.gate?.approvalRequest.live ?? undefined) !== live)
    return `asks about ${release.gate?.approvalRequest.live}, and ${live} is live`;
  if (site.live && site.live.commit > deeds.commit) return 'asks though it is older than live';
  adoptDropped(site, deeds, release);
  const { kind } = standing(deeds, { dismissed, live });
  if (kind !== 'waiting') return `still asks though it is ${kind}`;
  const openedAtMs = release.gate?.openedAtMs ?? 0;
  const isLate = openedAtMs + setup.expiresHours * HOUR_MS + ABOUT_MS < nowOf(place);
  return isLate ? 'asks for too long' : undefined;
}

/** What went live and back again at once may have taken votes with it, or not. */
function adoptDropped(site: Site, deeds: Deeds, { gate }: Release): void {
  if (deeds.seenMoves === site.moves) return;
  deeds.seenMoves = site.moves;
  for (const by of deeds.ballots.keys())
    if (!gate?.votes.some((vote) => vote.by === by)) deeds.ballots.delete(by);
}

function isSoaking(place: ModelledService, { id, setup, isOverridden }: Deeds): boolean {
  const { staging } = place;
  const soak = { soakMs: setup.soakHours * HOUR_MS + ABOUT_MS, nowMs: nowOf(place) };
  return !isOverridden && staging.live?.releaseId === id && !hasSoaked(staging, id, soak);
}

function waitsForWindow(place: ModelledService, deeds: Deeds, { gate }: Release): boolean {
  if (deeds.isOverridden) return false;
  if (isClosed(place)) return true;
  const instants = gate?.votes.map(({ deployAfterMs = 0 }) => deployAfterMs) ?? [];
  return Math.max(...instants) + ABOUT_MS > nowOf(place);
}

/** Whether a release may have ended like this. */
function explained(place: ModelledService, deeds: Deeds, release: Release): boolean {
  const { id, commit, ballots, setup, isStopped, hasFailed } = deeds;
  const { production, staging, releases } = place;
  const openedAtMs = release.gate?.openedAtMs ?? Infinity;
  // The server's clock of a run may have been moved on too far.
  const ownNow = Math.max(nowOf(place), release.endedAtMs ?? 0);
  const rejecting = [...ballots.values()].filter(({ verdict }) => verdict === 'reject');
  const successor = releases.get(release.supersededBy ?? '');
  const wasLive = [production, staging].some(
    ({ live, past }) =>
      live?.releaseId === successor?.id || past.some((one) => one.releaseId === successor?.id),
  );
  switch (release.outcome) {
    case 'succeeded':
      return production.entered.has(id);
    case 'failed':
      return hasFailed;
    case 'rolled-back':
      return hasFailed && production.rolledBack.has(id);
    case 'rejected':
      return rejecting.length >= setup.rejections;
    case 'expired':
      return openedAtMs + setup.expiresHours * HOUR_MS < ownNow + ABOUT_MS;
    case 'superseded':
      return (
        successor !== undefined &&
        successor.commit > commit &&
        (successor.setup.supersede !== 'never' || wasLive)
      );
    case 'cancelled':
      return isStopped;
    default:
      return false;
  }
}

/** A holder that died is found out by looking now and then: that time passes at once here. */
async function buryTheDead(service: Service, name: Name): Promise<void> {
  const { place } = service;
  if (![...place.releases.values()].some(({ isTerminated }) => isTerminated)) return;
  const { holder } = await stateOf(service, name);
  if (!holder || !(await isDead(service, holder))) return;
  // Its last step hears of it first.
  const { releaseId } = holder;
  await soon(place, releaseId, async () =>
    place[name].busy === releaseId ? 'goes on though it is dead' : undefined,
  );
  await letTimePass(service, 60_000, async () => {});
}

async function isDead(service: Service, { releaseId, rollbackId }: LockHolder): Promise<boolean> {
  const deeds = service.place.releases.get(releaseId);
  if (!deeds?.isTerminated || rollbackId !== undefined) return false;
  const { status } = await runOf(service, deeds).describe();
  return status.name !== 'RUNNING';
}

function environmentOddity(
  place: ModelledService,
  site: Site,
  { holder, queue, live, freezes }: EnvironmentState,
): string | undefined {
  const isInside = isAtWork(site);
  if (holder && !isInside) return `is held by ${holder.releaseId}, which does nothing there`;
  const waiting = queue.filter(({ releaseId }) => !place.releases.get(releaseId)?.isOver);
  const isFrozen = freezes.length > 0;
  if (waiting.length > 0 && !isFrozen && !isInside) return 'has a queue for nothing';
  if (site.isClosed && !isFrozen && !isInside) return 'lets releases in, though it is held';
  if (live?.releaseId !== site.live?.releaseId && !isInside)
    return `has ${site.live?.releaseId}, and says ${live?.releaseId}`;
  return undefined;
}

/** At the end everybody is let go and stopped; then nobody holds a lock, and nobody waits for one. */
export async function leftInOrder(service: Service): Promise<void> {
  const { place, clocks, stage } = service;
  place.production.slow?.letGo();
  place.production.slow = undefined;
  await settled(service);
  for (const deeds of underWay(place)) {
    deeds.isStopped = true;
    await runOf(service, deeds).cancel();
  }
  await settled(service);
  for (const id of clocks)
    await stage.client.workflow
      .getHandle(id)
      .terminate()
      .catch(() => {});
}
