import type { Activities } from '../activities/index.ts';
import type { ReleaseEventBody } from '../domain/release/event.ts';
import { first, type HistoryEvent } from './payload.ts';

/** The name under which the SDK records local activities. */
const LOCAL_ACTIVITY = 'core_local_activity';

/** Tells what a local activity found out, which the history keeps as a marker. */
export function eventOfLocalActivity(event: HistoryEvent): ReleaseEventBody | undefined {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== LOCAL_ACTIVITY || marker.failure) return undefined;
  const type = first<{ activity_type?: string }>(marker.details?.['data'])?.activity_type;
  return type === undefined ? undefined : eventOfActivity(type, marker.details?.['result']);
}

/** Tells what an activity that is no step found out. */
export function eventOfActivity(
  type: string,
  result: Parameters<typeof first>[0],
): ReleaseEventBody | undefined {
  const tell = TELL[type as keyof Activities] as
    | ((answer: unknown) => ReleaseEventBody | undefined)
    | undefined;
  return tell?.(first(result));
}

type Tellers = {
  readonly [Name in keyof Activities]?: (
    answer: Awaited<ReturnType<Activities[Name]>>,
  ) => ReleaseEventBody | undefined;
};

const TELL: Tellers = {
  planRelease: (plan) => ({ kind: 'planned', plan }),
  assessPromotion: (approached) => ({ kind: 'approached', ...approached }),
  checkVote: ({ vote }) => ({ kind: 'voted', vote }),
  recheckVoters: ({ ineligible }) =>
    ineligible.length === 0 ? undefined : { kind: 'votes-dropped', people: ineligible },
  checkIntervention: ({ intervention }) => ({ kind: 'intervention', intervention }),
  checkSoak: ({ environment, previous, untilMs }) => ({
    kind: 'soaking',
    environment,
    previous,
    untilMs,
  }),
  checkWindow: ({ environment, ...window }) =>
    window.open ? undefined : { kind: 'window', environment, window },
  askForGuidance: (guidanceRequest) => ({ kind: 'asked', guidanceRequest }),
  requestLock: ({ environment, granted, queuedBehind, freeze }) =>
    granted
      ? { kind: 'entered', environment }
      : { kind: 'queued', environment, queuedBehind, ...(freeze && { freeze }) },
};
