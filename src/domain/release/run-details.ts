import { formatDuration } from '../duration.ts';
import type { EnvironmentState } from '../environment/environment.ts';
import type { GuidanceRequest } from './guidance.ts';
import type { Phase, ReleaseInput } from './release.ts';
import { endsByItself, type Wait } from './waiting.ts';

/** What a person should know who opens the run in Temporal's UI. */
export interface RunDetails {
  readonly environment?: string;
  readonly wait?: Wait;
  /** The digest that a vote must name. */
  readonly manifest?: string;
  /** What it asks a person. */
  readonly question?: Pick<GuidanceRequest, 'question' | 'choices'>;
  /** How the release ended. */
  readonly summary?: string;
}

/** What a release does in a phase, for people. */
export const PHASE_LABELS: Record<Phase, string> = {
  planning: 'Reads the pipeline at the commit',
  building: 'Builds',
  testing: 'Tests what was built',
  'awaiting-approval': 'Waits for approval',
  soaking: 'Soaks',
  'awaiting-window': 'Waits for its window',
  'awaiting-lock': 'Waits for its turn',
  deploying: 'Deploys',
  verifying: 'Verifies',
  watching: 'Watches',
  'needs-guidance': 'Asks how to go on',
  'outcome-unknown': 'Nobody knows what is live',
  'rolling-back': 'Goes back',
  done: 'Done',
};

/** What it does, in a word or two. */
export function phaseLabel(phase: Phase): string {
  return PHASE_LABELS[phase];
}

/** Says in Markdown what a release does or waits for, since when, and who may act. */
export function releaseDetails(input: ReleaseInput, phase: Phase, facts: RunDetails = {}): string {
  const where = facts.environment === undefined ? '' : ` — ${facts.environment}`;
  const { wait, manifest, question } = facts;
  return [
    `### ${PHASE_LABELS[phase]}${where}`,
    facts.summary ?? wait?.sentence ?? 'Nobody needs to act.',
    [
      ...(wait ? waitLines(wait) : []),
      `- release: [${input.id}](${input.url})`,
      `- commit: \`${input.commit.slice(0, 12)}\` ${plainText(input.subject)}`,
      `- started by: ${plainText(input.startedBy)}`,
    ].join('\n'),
    ...(manifest === undefined ? [] : voteParagraphs(input.url, manifest)),
    ...(question === undefined ? [] : answerParagraphs(input.url, question)),
  ].join('\n\n');
}

function waitLines({ kind, sinceMs, untilMs, who }: Wait): string[] {
  const names = who.map(plainText).join(', ');
  const actors = endsByItself(kind)
    ? `nobody needs to; who has the role ${names} can end it`
    : kind === 'lock'
      ? `nobody needs to; it is behind ${names}`
      : names || 'anybody with the role approve';
  return [
    `- who may act: ${actors}`,
    `- since: ${instant(sinceMs)}`,
    ...(untilMs === undefined
      ? []
      : [`- until: ${instant(untilMs)}, ${formatDuration(untilMs - sinceMs)} in all`]),
  ];
}

/** Where programs reach the release that people find at `url`. */
function apiOf(url: string): string {
  return url.replace(/\/ui(?=\/releases\/[^/]+$)/, '');
}

function voteParagraphs(url: string, manifest: string): string[] {
  return ['To approve it:', curl(`${apiOf(url)}/approval`, { verdict: 'approve', manifest })];
}

function answerParagraphs(
  url: string,
  { question, choices }: NonNullable<RunDetails['question']>,
): string[] {
  const [choice = 'fail'] = choices;
  const others = choices.filter((other) => other !== choice);
  const instead = others.length > 0 ? ` (or ${others.join(', ')})` : '';
  return [`To let it ${choice}${instead}:`, curl(`${apiOf(url)}/guidance`, { choice, question })];
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

/** RFC 3339 in UTC, to the second. */
function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * Text from outside, such as a commit message, with nothing that Markdown or HTML would act on:
 * the UI shows these lines. Colons are among it, because an address becomes a link by itself.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]()#!|~<>&:]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/\bwww\./gi, (prefix) => prefix.replace('.', '&#46;'));
}

/**
 * Text from outside for a place that shows it as Markdown here and as it is there, so that
 * nothing can be written as an entity: no link with a text of its own, no HTML, no code.
 */
export function plainLine(text: string): string {
  const instead: Record<string, string> = { '[': '(', ']': ')', '<': '‹', '>': '›', '`': "'" };
  return text.replace(/[\r\n]+/g, ' ').replace(/[[\]<>`]/g, (sign) => instead[sign] ?? sign);
}

/** Says in Markdown who deploys to an environment, who waits, and what is live. */
export function environmentDetails({ holder, queue, live, hold }: EnvironmentState): string {
  return [
    ...(hold
      ? [
          `- held by ${plainText(hold.by)} since ${instant(hold.sinceMs)}: ${plainText(hold.reason)}`,
        ]
      : []),
    `- live: ${live ? `${live.releaseId} since ${instant(live.atMs)}` : 'nothing yet'}`,
    `- deploys now: ${holder ? `${holder.releaseId} since ${instant(holder.sinceMs)}` : 'nobody'}`,
    `- next: ${queue.map(({ releaseId }) => releaseId).join(', ') || 'nobody'}`,
  ].join('\n');
}
