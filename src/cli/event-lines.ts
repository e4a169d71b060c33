/** What happens to a release, one line each. */
import type { ErrorCode } from '../domain/errors.ts';
import type { Outcome, Phase } from '../domain/release/release.ts';
import type { Wait } from './answers.ts';
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
    case 'approached':
      return approached(event, paint);
    case 'voted':
      return voteWords(event, paint);
    case 'votes-dropped':
      return `the votes of ${(event.people ?? []).join(', ')} do not count any more`;
    case 'intervention':
      return interventionWords(event);
    case 'entered':
      // A lock under which commits are built has a name that no environment has.
      return environment.endsWith(':') ? undefined : `enters ${environment}`;
    case 'rolling-back':
      return paint.bad(`${environment} goes back to what was verified last`);
    case 'superseded':
      return `${by} goes before it`;
    case 'cancel-requested':
      return `${by} asks it to stop${reasonWords(event.reason)}`;
    default:
      return waitWords(event, paint);
  }
}

/** Tells how it has ended. */
export function endLine({ outcome, by, problem }: StreamedEvent, paint: Paint): string[] {
  const brush = outcome === 'succeeded' ? paint.good : paint.bad;
  const after = by === undefined ? '' : `: ${by} goes before it`;
  const why = problem ? [`${problem.message} (${problem.code})`, problem.next] : [];
  return [`${brush(outcome ?? 'ended')}${after}`, ...why];
}

function planned({ name, mode }: { name: string; mode: string }): string {
  return mode === 'approval' ? `${name} (asks people)` : name;
}

function stepWords(event: StreamedEvent, since: string, paint: Paint): string {
  const { step, state = 'passed', at, attempt = 1, problem } = event;
  const brush = { passed: paint.good, failed: paint.bad, cancelled: paint.quiet }[state];
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  const [line = ''] = problem?.message.split('\n', 1) ?? [];
  const why = problem ? `: ${line} (${problem.code})` : '';
  return `${step} ${brush(state)} in ${between(since, at)}${again}${why}`;
}

function approached(event: StreamedEvent, paint: Paint): string {
  const { environment, mode, reason, newerLiveRelease } = event;
  if (newerLiveRelease !== undefined)
    return `${environment} runs ${newerLiveRelease}, which is newer`;
  const why = reason === undefined ? '' : `: ${reason}`;
  if (mode === 'automatic') return `goes to ${environment} without asking${why}`;
  return waitWords(event, paint) ?? `asks people before ${environment}${why}`;
}

function voteWords(event: StreamedEvent, paint: Paint): string {
  const { by, verdict = 'approve', vote, refused, comment } = event;
  if (vote === 'refused') return `the vote of ${by} was not counted (${refused})`;
  const did = {
    approve: paint.good('approves'),
    reject: paint.bad('rejects it'),
    withdraw: 'takes the vote back',
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
    override: `lets it into ${environment} without approval, soak and window`,
    promotion: `switches ${environment} to ${mode}`,
    guidance: `chooses ${choice}`,
  }[intervention ?? ''];
  if (refused !== undefined) return `the order of ${by} was not carried out (${refused})`;
  return `${by} ${what ?? intervention}${reasonWords(reason)}`;
}

function reasonWords(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function waitWords({ waitingFor }: StreamedEvent, paint: Paint): string | undefined {
  const [wait] = waitingFor ?? [];
  return wait && paint.waiting(wait.sentence);
}
