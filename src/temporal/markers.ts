import type { WindowState } from '../domain/calendar.ts';
import type { Entry } from '../domain/environment.ts';
import type { CheckedVote } from '../domain/gate.ts';
import type { CheckedOrder } from '../domain/order.ts';
import type { Question } from '../domain/guidance.ts';
import type { Plan } from '../domain/plan.ts';
import type { Approached, Happening } from '../domain/happening.ts';
import type { Soak } from '../domain/waiting.ts';
import { first, type HistoryEvent } from './payload.ts';

/** The name under which the SDK records local activities. */
const LOCAL_ACTIVITY = 'core_local_activity';

/** Tells what a local activity found out, which the history keeps as a marker. */
export function happeningOfMarker(event: HistoryEvent): Happening | undefined {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== LOCAL_ACTIVITY || marker.failure) return undefined;
  const type = first<{ activity_type?: string }>(marker.details?.['data'])?.activity_type;
  const tell = type === undefined ? undefined : TELL[type];
  return tell?.(first(marker.details?.['result']) as never);
}

const TELL: Record<string, (result: never) => Happening | undefined> = {
  planRelease: (plan: Plan) => ({ kind: 'planned', plan }),
  approach: (approached: Approached) => ({ kind: 'approached', ...approached }),
  checkVote: ({ vote }: { vote: CheckedVote }) => ({ kind: 'voted', vote }),
  confirmVotes: ({ ineligible }: { ineligible: readonly string[] }) =>
    ineligible.length === 0 ? undefined : { kind: 'votes-dropped', people: ineligible },
  checkOrder: ({ order }: { order: CheckedOrder }) => ({ kind: 'ordered', order }),
  checkSoak: ({ environment, previous, untilMs }: Soak & { environment: string }) => ({
    kind: 'soaking',
    environment,
    previous,
    untilMs,
  }),
  checkWindow: ({ environment, ...window }: WindowState & { environment: string }) =>
    window.open ? undefined : { kind: 'window', environment, window },
  askForGuidance: (question: Question) => ({ kind: 'asked', question }),
  enterEnvironment: ({ environment, granted, behind, hold }: Entry & { environment: string }) =>
    granted
      ? { kind: 'entered', environment }
      : { kind: 'queued', environment, behind, ...(hold && { hold }) },
};
