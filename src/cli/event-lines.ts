/** What happens to a release, one line each. */
import type { ErrorCode } from '../domain/errors.ts';
import type { Outcome, Phase } from '../domain/release/release.ts';
import type { Wait } from '../client/responses.ts';
import type { Paint } from './paint.ts';
import { between } from './times.ts';

/** An event of the stream, as far as it is shown. */
export interface StreamedEvent {
  readonly id: number;
  readonly kind: string;
  readonly at: string;
  readonly phase?: Phase;
  readonly waitingFor?: readonly Wait[];
  readonly environment?: string;
  readonly commit?: string;
  readonly subject?: string;
  readonly startedBy?: string;
  readonly environments?: readonly { readonly name: string; readonly mode: string }[];
  readonly step?: string;
  readonly state?: 'passed' | 'failed' | 'cancelled';
  readonly attempt?: number;
  readonly problem?: { readonly code: ErrorCode; readonly message: string; readonly next: string };
  readonly mode?: string;
  readonly reason?: string;
  readonly newerLiveRelease?: string;
  readonly by?: string;
  readonly verdict?: 'approve' | 'reject' | 'withdraw';
  readonly vote?: string;
  readonly comment?: string;
  readonly people?: readonly string[];
  readonly intervention?: string;
  readonly choice?: string;
  readonly refused?: string;
  readonly outcome?: Outcome;
}

/**
 * Tells an event in one line.
 *
 * @param since when the step that ends began
 * @returns `undefined` if it is of no interest by itself
 */
export function eventLine(event: StreamedEvent, since: string, paint: Paint): string | undefined {
  const { kind, environment = '', by = '', step = '' } = event;
  switch (kind) {
    case 'started':
      return `${event.commit?.slice(0, 12)} "${event.subject}", started by ${event.startedBy}`;
    case 'planned':
      return `plan: ${(event.environments ?? []).map(planned).join(', then ')}`;
    case 'step-queued':
      return paint.quiet(`${step} …`);
    case 'step-ended':
      return stepWords(event, since, paint);
    case 'promotion-decided':
      return promotionLine(event, paint);
    case 'voted':
      return voteWords(event, paint);
    case 'votes-dropped':
      return `votes of ${(event.people ?? []).join(', ')} were dismissed`;
    case 'intervention':
      return interventionWords(event);
    case 'entered':
      // Without an environment, the release may build.
      return environment === '' ? undefined : `deploying to ${environment}`;
    case 'rolling-back':
      return paint.bad(`rolling back ${environment}`);
    case 'superseded':
      return `superseded by ${by}`;
    case 'cancel-requested':
      return `${by} cancelled the release${reasonWords(event.reason)}`;
    default:
      return waitWords(event, paint);
  }
}

/** Tells how it has ended. */
export function endLine({ outcome, by, problem }: StreamedEvent, paint: Paint): string[] {
  const brush = outcome === 'succeeded' ? paint.good : paint.bad;
  const after = by === undefined ? '' : `: superseded by ${by}`;
  const why = problem ? [`${problem.message} (${problem.code})`, problem.next] : [];
  return [`${brush(outcome ?? 'ended')}${after}`, ...why];
}

function planned({ name, mode }: { name: string; mode: string }): string {
  return mode === 'approval' ? `${name} (approval)` : name;
}

function stepWords(event: StreamedEvent, since: string, paint: Paint): string {
  const { step, state = 'passed', at, attempt = 1, problem } = event;
  const brush = { passed: paint.good, failed: paint.bad, cancelled: paint.quiet }[state];
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  const [line = ''] = problem?.message.split('\n', 1) ?? [];
  const why = problem ? `: ${line} (${problem.code})` : '';
  return `${step} ${brush(state)} in ${between(since, at)}${again}${why}`;
}

function promotionLine(event: StreamedEvent, paint: Paint): string {
  const { environment, mode, reason, newerLiveRelease } = event;
  if (newerLiveRelease !== undefined)
    return `${newerLiveRelease} is live in ${environment} and newer`;
  const why = reason === undefined ? '' : `: ${reason}`;
  if (mode === 'automatic') return `${environment} is automatic${why}`;
  return waitWords(event, paint) ?? `${environment} requires approval${why}`;
}

function voteWords(event: StreamedEvent, paint: Paint): string {
  const { by, verdict = 'approve', vote, refused, comment } = event;
  if (vote === 'refused') return `vote of ${by} not counted (${refused})`;
  const did = {
    approve: paint.good('approved'),
    reject: paint.bad('rejected'),
    withdraw: 'withdrew',
  }[verdict];
  const said = `${by} ${did}${comment === undefined ? '' : `: ${comment}`}`;
  const waits = waitWords(event, paint);
  return waits === undefined ? said : `${said}. ${waits}`;
}

function interventionWords({
  by,
  intervention,
  environment,
  mode,
  choice,
  reason,
  refused,
}: StreamedEvent) {
  const what = {
    override: `used the emergency override for ${environment}`,
    mode: `${mode === 'automatic' ? 'skipped' : 'required'} approval for ${environment}`,
    guidance: `chose ${choice}`,
  }[intervention ?? ''];
  if (refused !== undefined) return `intervention of ${by} refused (${refused})`;
  return `${by} ${what ?? intervention}${reasonWords(reason)}`;
}

function reasonWords(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function waitWords({ waitingFor }: StreamedEvent, paint: Paint): string | undefined {
  const [wait] = waitingFor ?? [];
  return wait && paint.waiting(wait.sentence);
}
