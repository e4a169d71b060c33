/** A release in the words of this command line. */
import { ERRORS } from '../domain/errors.ts';
import { NEEDS_USER_PHASES } from '../domain/release/release.ts';
import type { Release, ReleaseRow, Wait } from '../client/responses.ts';
import type { Brush, Paint } from './paint.ts';
import type { Session } from './session.ts';
import type { Cell } from './table.ts';
import { age, localTime } from './times.ts';

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
  return NEEDS_USER_PHASES.includes(phase) ? paint.waiting : paint.strong;
}

/** What it waits for, until when, and what this person can type to change that. */
export function waitLines(session: Speaker, release: Release): string[] {
  return release.waitingFor.flatMap((wait) => [
    session.paint.waiting(wait.sentence),
    ...detailsOf(session, release, wait).map((line) => `  ${line}`),
  ]);
}

/** The same without the sentences. */
export function waitDetails(session: Speaker, release: Release): string[] {
  return release.waitingFor.flatMap((wait) => detailsOf(session, release, wait));
}

type Speaker = Pick<Session, 'command' | 'now' | 'paint'>;

function detailsOf({ command, now }: Speaker, release: Release, wait: Wait): string[] {
  const { since, until } = wait;
  const sinceWords = `since ${localTime(since)} (${age(since, now())})`;
  return [
    until === undefined ? sinceWords : `${sinceWords}, until ${localTime(until)}`,
    ...changesOf(wait.kind, release).map(([what, ...words]) =>
      words.length > 0 ? `${what}: ${command(...words)}` : what,
    ),
  ];
}

/** What can be done about it: a title, and the words of the command if there is one. */
function changesOf(
  kind: Wait['kind'],
  { id, service, environment, actions }: Release,
): [string, ...string[]][] {
  if (kind === 'freeze') return [['unfreeze', 'unfreeze', `${service}/${environment}`]];
  return actions.flatMap(({ action, refused, choices }): [string, ...string[]][] => {
    if (action === 'approve' && refused) return [[`not by you: ${ERRORS[refused].next}`]];
    if (refused) return [];
    if (action === 'approve') return [['approve', 'approve', id]];
    if (action === 'reject') return [['reject', 'reject', id, '--comment', 'WHY']];
    if (action === 'withdraw') return [['withdraw', 'withdraw', id]];
    const open = (choices ?? []).map(({ choice }) => choice).join('|');
    return action === 'guidance' ? [['to answer', 'respond', id, open]] : [];
  });
}
