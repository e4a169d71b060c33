import fc from 'fast-check';
import { vote } from '../../support/releasing.ts';
import { type Command, onRelease } from './command.ts';
import { ABOUT_MS } from './rights.ts';
import { type Deeds, isMember, isOwn } from './rules.ts';
import { look, runOf, type Service } from './service.ts';
import { DIRECTOR, VOTERS } from './setup.ts';
import { nowOf } from './place.ts';

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
  const { stage, place } = service;
  const release = await look(service, deeds);
  if (!release || release.phase === 'done') return;
  const { by, verdict, isOld, laterHours } = cast;
  const now = nowOf(place);
  const notBeforeMs = laterHours > 0 && verdict === 'approve' ? now + laterHours * HOUR_MS : 0;
  const isAsked = release.phase === 'awaiting-approval';
  const openedAtMs = release.gate?.openedAtMs ?? 0;
  const expected = isAsked
    ? effectOf(service, deeds, { ...cast, notBeforeMs, openedAtMs })
    : undefined;
  const ballot = { verdict, live: release.manifest?.live ?? undefined, notBeforeMs };
  // What it lets in may be there before its receipt is.
  if (expected === 'counted') deeds.ballots.set(by, ballot as never);
  const { effect } = await vote(stage, runOf(service, deeds), by, {
    verdict,
    comment: 'because',
    atMs: now,
    ...(isOld && { manifest: 'sha256:old' }),
    ...(notBeforeMs > 0 && { notBeforeMs }),
  });
  const found = effect.kind === 'refused' ? effect.code : effect.kind;
  if (found === 'counted') deeds.ballots.set(by, ballot as never);
  if (found === 'withdrawn') deeds.ballots.delete(by);
  if (expected !== undefined && found !== expected)
    throw new Error(`${by} ${verdict}s ${deeds.id}: expected ${expected}, found ${found}`);
}

type Asked = Cast & { readonly notBeforeMs: number; readonly openedAtMs: number };

/** What the rules say that a vote does at a gate that waits; `undefined` where it may be either. */
function effectOf({ place }: Service, deeds: Deeds, asked: Asked): string | undefined {
  const { by, verdict, isOld, notBeforeMs, openedAtMs } = asked;
  const { setup, ballots } = deeds;
  if (isOld) return 'MANIFEST_CHANGED';
  const lateMs = openedAtMs + setup.expiresHours * HOUR_MS * 0.9;
  if (by === DIRECTOR && Math.abs(nowOf(place) - lateMs) < ABOUT_MS) return undefined;
  const isLate = by === DIRECTOR && setup.escalates && nowOf(place) > lateMs;
  if (!isMember(setup, by) && !isLate) return 'NOT_ELIGIBLE';
  if (verdict === 'approve' && isOwn(by)) return 'SELF_APPROVAL';
  // What was counted of somebody who was dismissed may be forgotten already.
  if (place.dismissed.has(by)) return undefined;
  if (verdict === 'withdraw') return 'withdrawn';
  const before = ballots.get(by);
  const isSame = before?.verdict === verdict && before.notBeforeMs === notBeforeMs;
  return isSame ? 'already-counted' : 'counted';
}
