import type { Entry } from '../domain/environment.ts';
import type { CheckedVote } from '../domain/gate.ts';
import type { SealedManifest } from '../domain/manifest.ts';
import type { Plan } from '../domain/plan.ts';
import type { Happening } from '../domain/story.ts';
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

const TELL: Record<string, (result: never) => Happening> = {
  planRelease: (plan: Plan) => ({ kind: 'planned', plan }),
  openGate: (opened: { manifest: SealedManifest; own: readonly string[]; openedAtMs: number }) => ({
    kind: 'gate-opened',
    ...opened,
  }),
  checkVote: ({ vote }: { vote: CheckedVote }) => ({ kind: 'voted', vote }),
  enterEnvironment: ({ environment, granted, behind }: Entry & { environment: string }) =>
    granted ? { kind: 'entered', environment } : { kind: 'queued', environment, behind },
};
