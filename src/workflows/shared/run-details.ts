import { namedEnvironment } from '../../domain/environment/environment.ts';
import { formatDuration } from '../../domain/duration.ts';
import { instant, plainText } from './markdown.ts';
import { canActSentence } from '../../domain/release/can-act.ts';
import type { GuidanceRequest } from '../../domain/release/guidance.ts';
import { PHASE_LABELS } from '../../domain/release/phase-label.ts';
import type { Phase, ReleaseInput } from '../../domain/release/release.ts';
import type { Wait } from '../../domain/release/waiting.ts';

/** The details of a run for Temporal's UI. */
export interface RunDetails {
  readonly environment?: string;
  readonly wait?: Wait;
  /** The digest that a vote must name. */
  readonly approvalRequest?: string;
  /** The open guidance request. */
  readonly guidanceRequest?: Pick<GuidanceRequest, 'id' | 'choices'>;
  /** How the release ended. */
  readonly summary?: string;
}

/** The phase or the wait of a release, since when, and who can act, in Markdown. */
export function releaseDetails(input: ReleaseInput, phase: Phase, facts: RunDetails = {}): string {
  const environment = namedEnvironment(facts.environment);
  const where = environment === undefined ? '' : ` — ${environment}`;
  const { wait, approvalRequest, guidanceRequest } = facts;
  return [
    `### ${PHASE_LABELS[phase]}${where}`,
    facts.summary ?? wait?.sentence ?? 'No action needed.',
    [
      ...(wait ? waitLines(wait, environment) : []),
      `- release: [${input.id}](${input.url})`,
      `- commit: \`${input.commit.slice(0, 12)}\` ${plainText(input.subject)}`,
      `- started by: ${plainText(input.startedBy)}`,
    ].join('\n'),
    ...(approvalRequest === undefined ? [] : voteParagraphs(input.url, approvalRequest)),
    ...(guidanceRequest === undefined ? [] : answerParagraphs(input.url, guidanceRequest)),
  ].join('\n\n');
}

function waitLines({ kind, sinceMs, untilMs, canAct }: Wait, environment?: string): string[] {
  const behind = canAct.releases ?? [];
  return [
    behind.length > 0
      ? `- queued behind: ${behind.map(plainText).join(', ')}`
      : `- can act: ${plainText(canActSentence(kind, canAct, environment))}`,
    `- since: ${instant(sinceMs)}`,
    ...(untilMs === undefined
      ? []
      : [`- until: ${instant(untilMs)} (${formatDuration(untilMs - sinceMs)})`]),
  ];
}

/** The API address of the release whose page is at `url`. */
function apiOf(url: string): string {
  return url.replace(/\/ui(?=\/releases\/[^/]+$)/, '');
}

function voteParagraphs(url: string, approvalRequest: string): string[] {
  return ['Approve with:', curl(`${apiOf(url)}/approval`, { verdict: 'approve', approvalRequest })];
}

function answerParagraphs(
  url: string,
  { id, choices }: NonNullable<RunDetails['guidanceRequest']>,
): string[] {
  const [choice = 'fail'] = choices;
  const others = choices.filter((other) => other !== choice);
  const instead = others.length > 0 ? ` (or ${others.join(', ')})` : '';
  return [
    `Respond with ${choice}${instead}:`,
    curl(`${apiOf(url)}/guidance`, { choice, guidanceRequest: id }),
  ];
}

/** Short lines: the UI shows them in half of its width. */
function curl(address: string, body: Readonly<Record<string, string>>): string {
  const json = JSON.stringify(body, undefined, 2);
  return [
    '```',
    `curl ${address} \\`,
    `  -H 'content-type: application/json' -d '${json}'`,
    '```',
  ].join('\n');
}
