/** A release in the words of this command line. */
import type { Phase } from '../domain/release.ts';
import type { Release, ReleaseRow, Wait } from './answers.ts';
import type { Brush, Paint } from './paint.ts';
import type { Session } from './session.ts';
import type { Cell } from './table.ts';
import { age, localTime } from './times.ts';

const WAITING: readonly Phase[] = ['awaiting-approval', 'needs-guidance', 'outcome-unknown'];

/** What is released: `main c6301ef2f403 "Say hello", by Dev <dev@example.com>`. */
export function whatIsReleased({
  ref,
  commit,
  subject,
  author,
}: Pick<ReleaseRow, 'ref' | 'commit' | 'subject' | 'author'>): string {
  const name = ref === undefined ? [] : [ref];
  return [...name, commit.slice(0, 12), `"${subject}", by ${author.name} <${author.email}>`].join(
    ' ',
  );
}

/** How it ended, or else what it does and where. */
export function stateOf({ phase, outcome, environment }: ReleaseRow): string {
  if (phase === 'done') return outcome ?? phase;
  return environment === undefined ? phase : `${phase} ${environment}`;
}

/** The same in its colour. */
export function stateCell(row: ReleaseRow, paint: Paint): Cell {
  return [stateOf(row), brushOf(row, paint)];
}

function brushOf({ phase, outcome }: ReleaseRow, paint: Paint): Brush {
  if (outcome === 'succeeded') return paint.good;
  if (outcome === 'failed' || outcome === 'rolled-back') return paint.bad;
  if (phase === 'done') return paint.quiet;
  return WAITING.includes(phase) ? paint.waiting : paint.strong;
}

/** What a release waits for, as an answer or an event says it. */
export interface Waiting {
  readonly id: string;
  readonly service: string;
  readonly environment?: string | undefined;
  readonly waitingFor: readonly Wait[];
  /** What can be answered, if it asks. */
  readonly choices?: readonly string[] | undefined;
}

/** What it waits for, until when, and what to type to change that. */
export function waitLines(session: Speaker, { question, ...release }: Release): string[] {
  const choices = question?.choices;
  return release.waitingFor.flatMap((wait) => [
    session.paint.waiting(wait.sentence),
    ...detailsOf(session, { ...release, choices }, wait).map((line) => `  ${line}`),
  ]);
}

/** The same without the sentence. */
export function waitDetails(session: Speaker, waiting: Waiting): string[] {
  return waiting.waitingFor.flatMap((wait) => detailsOf(session, waiting, wait));
}

type Speaker = Pick<Session, 'command' | 'now' | 'paint'>;

function detailsOf({ command, now }: Speaker, waiting: Waiting, wait: Wait): string[] {
  const { since, until } = wait;
  const sinceWords = `since ${localTime(since)} (${age(since, now())})`;
  return [
    until === undefined ? sinceWords : `${sinceWords}, until ${localTime(until)}`,
    ...changesOf(wait.kind, waiting).map(([what, ...words]) => `${what}: ${command(...words)}`),
  ];
}

/** What can be typed: a title, and the words of the command. */
function changesOf(
  kind: Wait['kind'],
  { id, service, environment = 'ENVIRONMENT', choices = ['CHOICE'] }: Waiting,
): [string, ...string[]][] {
  switch (kind) {
    case 'approval':
      return [
        ['to approve it', 'approve', id],
        ['to reject it', 'reject', id, '--comment', 'WHY'],
      ];
    case 'guidance':
      return [['to answer', 'guide', id, choices.join('|')]];
    case 'hold':
      return [['to lift it', 'lift', `${service}/${environment}`]];
    case 'lock':
    case 'soak':
    case 'window':
    case 'not-before':
      return [];
  }
}
