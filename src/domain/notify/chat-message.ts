/** The messages in a chat: what waits for users, and how releases ended. Slack's `mrkdwn`. */
import { expiresAtMs, gateState, isEscalated } from '../gate/gate.ts';
import type { ReleaseEvent } from '../release/event.ts';
import type { Outcome, Release } from '../release/release.ts';
import { canActSentence } from '../release/can-act.ts';
import { escalatedWait, guidanceWait } from '../release/waiting.ts';
import { openGateOf } from './approval-events.ts';
import type { ChatTopic } from './recipient.ts';

export interface ChatMessage {
  readonly about: ChatTopic;
  readonly text: string;
}

/** The message about one event of a release, if users are to act or want to know. */
export function chatMessage(
  event: ReleaseEvent,
  before: Release | undefined,
  after: Release,
): ChatMessage | undefined {
  if (event.kind === 'ended') return { about: 'outcome', text: outcomeText(after) };
  if (event.kind === 'asked') {
    const { kind, sentence, canAct } = guidanceWait(event.guidanceRequest);
    const lines = [sentence, canActSentence(kind, canAct)];
    return { about: 'guidance', text: asking(':question:', after, lines) };
  }
  if (event.kind === 'reminded') return reminderOf(event, after);
  const [was, is] = [openGateOf(before), openGateOf(after)];
  if (!is || was?.approvalRequest.digest === is.approvalRequest.digest) return undefined;
  return {
    about: 'approval',
    text: asking(':raised_hand:', after, approvalLines(after, event.atMs)),
  };
}

function reminderOf({ atMs }: ReleaseEvent<'reminded'>, release: Release) {
  const gate = openGateOf(release);
  if (!gate) return undefined;
  const escalated = isEscalated(gate, atMs);
  const [first = '', ...rest] = approvalLines(release, atMs);
  const { escalateTo } = gate.policy;
  const late = `Expires soon${escalateTo ? `, so ${escalateTo.name} can approve too` : ''}.`;
  const lines = [`${escalated ? late : 'Reminder:'} ${first}`, ...rest];
  return {
    about: escalated ? ('escalation' as const) : ('reminder' as const),
    text: asking(':hourglass_flowing_sand:', release, lines),
  };
}

function approvalLines(release: Release, nowMs: number): readonly string[] {
  const gate = openGateOf(release);
  if (!gate) return [];
  const { kind, sentence, canAct } = escalatedWait(gate, nowMs);
  return [sentence, `${canActSentence(kind, canAct)} Until ${instant(expiresAtMs(gate))}.`];
}

function asking(sign: string, release: Release, lines: readonly string[]): string {
  const { input } = release;
  const need = sign === ':question:' ? 'guidance' : 'approval';
  const asked = `${sign} *${plain(input.service)}* needs ${need}: ${linkTo(release)}`;
  return [asked, subjectOf(release), ...lines.map(plain)].join('\n');
}

function outcomeText(release: Release): string {
  const { input, outcome = 'succeeded' } = release;
  const line = `${SIGN[outcome]} *${plain(input.service)}*: ${linkTo(release)} ${plain(ending(release))}`;
  return [line, subjectOf(release)].join('\n');
}

const SIGN: Record<Outcome, string> = {
  succeeded: ':white_check_mark:',
  failed: ':x:',
  'rolled-back': ':rewind:',
  rejected: ':no_entry_sign:',
  expired: ':zzz:',
  superseded: ':fast_forward:',
  cancelled: ':no_entry_sign:',
};

function ending({
  outcome = 'succeeded',
  plan,
  problem,
  gate,
  supersededBy,
  cancel,
}: Release): string {
  const last = plan?.environments.at(-1)?.name ?? 'the last environment';
  switch (outcome) {
    case 'succeeded':
      return `is live in ${last}.`;
    case 'failed':
      return problem ? `failed: ${firstLine(problem.message)} (${problem.code})` : 'failed.';
    case 'rolled-back':
      return 'failed and was rolled back.';
    case 'rejected': {
      const state = gate && gateState(gate);
      return state?.kind === 'rejected'
        ? `was rejected by ${state.by}: ${firstLine(state.reason)}`
        : 'was rejected.';
    }
    case 'expired':
      return 'expired without a decision.';
    case 'superseded':
      return `was superseded by ${supersededBy ?? 'a newer release'}.`;
    case 'cancelled':
      return cancel ? `was cancelled by ${cancel.by}.` : 'was cancelled.';
  }
}

function linkTo({ input }: Release): string {
  return `<${input.url}|${input.id}>`;
}

function subjectOf({ input }: Release): string {
  return `> ${plain(input.subject)} — ${plain(input.author.name)}`;
}

const LONGEST_LINE = 500;

/** Text from outside, in which nothing makes a link or mentions a user. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_LINE)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=(?:all|channel|everyone|here)\b)/gi, '@\u200B');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** RFC 3339 in UTC, to the minute. */
function instant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
