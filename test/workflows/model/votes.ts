import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { voteEffect } from '../../../src/temporal/effects.ts';
import { readEvents } from '../../../src/temporal/read-events.ts';
import { approvalSignal } from '../../../src/workflows/shared/messages.ts';
import { effectOf as effectIn } from '../../support/effect-of.ts';
import { eventually } from '../../support/eventually.ts';
import type { Run } from '../../support/releasing.ts';
import { type Command, onRelease } from './command.ts';
import { nowOf } from './modelled-service.ts';
import { ABOUT_MS } from './rights.ts';
import { type Ballot, type Deeds, isMember, isOwn, standing } from './rules.ts';
import { look, runOf, type Service } from './service.ts';
import { DIRECTOR, VOTERS } from './setup.ts';

const HOUR_MS = 3_600_000;

interface Cast {
  readonly by: string;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  /** It names a manifest that nobody asks about. */
  readonly isOld: boolean;
  /** For how much later it approves. */
  readonly laterHours: number;
}

const people = [...VOTERS, ...VOTERS, DIRECTOR, 'ana@example.com', 'dev@example.com', 'eve'];
const index = fc.nat(7);
const casts: fc.Arbitrary<Cast> = fc.record({
  by: fc.constantFrom(...people),
  verdict: fc.constantFrom('approve', 'approve', 'approve', 'reject', 'withdraw'),
  isOld: fc.constantFrom(false, false, false, true),
  laterHours: fc.constantFrom(0, 0, 0, 9, 60),
});

/** A vote of any kind by anybody. */
export const voting: fc.Arbitrary<Command> = fc
  .tuple(index, casts)
  .map(([at, cast]) =>
    onRelease(`vote ${JSON.stringify(cast)}`, at, (service, deeds) =>
      castVote(service, deeds, cast),
    ),
  );

/** Everybody who may approves. */
export const approval: fc.Arbitrary<Command> = index.map((at) =>
  onRelease('everybody approves', at, async (service, deeds) => {
    const plain = { verdict: 'approve', isOld: false, laterHours: 0 } as const;
    for (const by of VOTERS) await castVote(service, deeds, { ...plain, by });
  }),
);

async function castVote(service: Service, deeds: Deeds, cast: Cast): Promise<void> {
  const { place } = service;
  const release = await look(service, deeds);
  if (!release || release.phase === 'done') return;
  const { by, verdict, isOld, laterHours } = cast;
  const now = nowOf(place);
  const deployAfterMs = laterHours > 0 && verdict === 'approve' ? now + laterHours * HOUR_MS : 0;
  const isAsked = release.phase === 'awaiting-approval';
  const openedAtMs = release.gate?.openedAtMs ?? 0;
  const expected = isAsked
    ? effectOf(service, deeds, { ...cast, deployAfterMs, openedAtMs })
    : undefined;
  const ballot = { verdict, live: release.gate?.approvalRequest.live ?? undefined, deployAfterMs };
  // What it lets in may be there before its receipt is.
  const before = deeds.ballots.get(by);
  const mayCount = isAsked && verdict !== 'withdraw' && (expected ?? 'counted') === 'counted';
  if (mayCount) deeds.ballots.set(by, ballot as never);
  const run = runOf(service, deeds);
  const voteId = randomUUID();
  const approvalRequest = isOld ? undefined : release.gate?.approvalRequest.digest;
  await run.signal(approvalSignal, {
    voteId,
    by,
    verdict,
    approvalRequest: approvalRequest ?? 'sha256:old',
    comment: 'reason',
    atMs: now,
    signature: 'any',
    ...(deployAfterMs > 0 && { deployAfterMs }),
  });
  const receipt = await eventually(
    `the receipt of ${by}`,
    async () => (await receiptOf(service, run, voteId)) ?? ((await hasEnded(run)) && 'ended'),
  );
  // It came as the release was about to end.
  if (receipt === 'ended') return;
  const { effect } = receipt;
  const found = effect.kind === 'refused' ? effect.code : effect.kind;
  if (mayCount && found !== 'counted') restore(deeds, by, before);
  if (found === 'counted') deeds.ballots.set(by, ballot as never);
  if (found === 'withdrawn') deeds.ballots.delete(by);
  if (expected !== undefined && found !== expected)
    throw new Error(`${by} ${verdict}s ${deeds.id}: expected ${expected}, found ${found}`);
}

function restore({ ballots }: Deeds, by: string, before: Ballot | undefined): void {
  if (before) ballots.set(by, before);
  else ballots.delete(by);
}

/** As the API hears it: nobody queries a release. */
async function receiptOf({ stage }: Service, { workflowId }: Run, voteId: string) {
  return effectIn(await readEvents(stage.client, workflowId), voteEffect(voteId));
}

async function hasEnded(run: Run): Promise<boolean> {
  return (await run.describe()).status.name !== 'RUNNING';
}

type Asked = Cast & { readonly deployAfterMs: number; readonly openedAtMs: number };

/** What the rules say that a vote does at a gate that waits; `undefined` where it may be either. */
function effectOf({ place }: Service, deeds: Deeds, asked: Asked): string | undefined {
  const { by, verdict, isOld, deployAfterMs, openedAtMs } = asked;
  const { setup, ballots } = deeds;
  if (isOld) return 'APPROVAL_REQUEST_CHANGED';
  const lateMs = openedAtMs + setup.expiresHours * HOUR_MS * 0.9;
  if (by === DIRECTOR && Math.abs(nowOf(place) - lateMs) < ABOUT_MS) return undefined;
  const isLate = by === DIRECTOR && setup.escalates && nowOf(place) > lateMs;
  if (!isMember(setup, by) && !isLate) return 'NOT_ELIGIBLE';
  if (verdict === 'approve' && isOwn(by)) return 'SELF_APPROVAL';
  // What was counted of people who were dismissed may be forgotten already.
  if ([by, ...ballots.keys()].some((name) => place.dismissed.has(name))) return undefined;
  const live = place.production.live?.releaseId;
  const isDecided = standing(deeds, { dismissed: place.dismissed, live }).kind !== 'waiting';
  if (verdict === 'withdraw') return isDecided ? 'GATE_CLOSED' : 'withdrawn';
  const before = ballots.get(by);
  const isSame = before?.verdict === verdict && before.deployAfterMs === deployAfterMs;
  if (isSame) return 'already-counted';
  return isDecided ? 'GATE_CLOSED' : 'counted';
}
