import type { Activities } from '../activities/index.ts';
import { namedEnvironment } from '../domain/environment/environment.ts';
import type { ReleaseEventBody } from '../domain/release/event.ts';
import { first, type HistoryEvent } from './payload.ts';

/** The name under which the SDK records local activities. */
const LOCAL_ACTIVITY = 'core_local_activity';

/** The event of a local activity's result, which the history keeps as a marker. */
export function eventOfLocalActivity(event: HistoryEvent): ReleaseEventBody | undefined {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== LOCAL_ACTIVITY || marker.failure) return undefined;
  const type = first<{ activity_type?: string }>(marker.details?.['data'])?.activity_type;
  return type === undefined ? undefined : eventOfActivity(type, marker.details?.['result']);
}

/** The event of the result of an activity that is no step. */
export function eventOfActivity(
  type: string,
  result: Parameters<typeof first>[0],
): ReleaseEventBody | undefined {
  const decode = DECODE[type as keyof Activities] as
    | ((result: unknown) => ReleaseEventBody | undefined)
    | undefined;
  return decode?.(first(result));
}

/** What an activity returns: a history holds exactly that, so a renamed field does not compile. */
export type ActivityResult<Name extends keyof Activities> = Awaited<ReturnType<Activities[Name]>>;

type Decoders = {
  readonly [Name in keyof Activities]?: (
    result: ActivityResult<Name>,
  ) => ReleaseEventBody | undefined;
};

const DECODE: Decoders = {
  planRelease: (plan) => ({ kind: 'planned', plan }),
  assessPromotion: (approached) => ({ kind: 'promotion-decided', ...approached }),
  remind: (reminder) => ({ kind: 'reminded', ...reminder }),
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
  requestLock: ({ environment: lock, granted, queuedBehind, freezes }) => {
    const environment = namedEnvironment(lock);
    const where = environment === undefined ? {} : { environment };
    if (granted) return { kind: 'entered', ...where };
    return { kind: 'queued', ...where, queuedBehind, ...(freezes && { freezes }) };
  },
};
