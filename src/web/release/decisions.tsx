import type { Child, FC } from 'hono/jsx';
import { ERRORS } from '../../domain/errors.ts';
import type { Release } from '../../client/responses.ts';
import { Ago, At } from '../time.tsx';

/** Votes, interventions and the cancellation, newest first. */
export const Decisions: FC<Release> = (release) => {
  const entries = entriesOf(release);
  return (
    <section class="card" aria-labelledby="decisions-title">
      <h2 id="decisions-title">Decisions</h2>
      <div id="decisions" data-live>
        {entries.length === 0 ? <p class="muted">No decisions yet.</p> : null}
        <ul class="entries">
          {entries.map(({ at, by, what, more, refused }) => (
            <li>
              <strong>{by}</strong> {what} <Ago at={at} />
              {more ? <p>{more}</p> : null}
              {refused ? <p class="bad-text">Not counted: {refused}</p> : null}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};

interface Entry {
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly more?: Child;
  readonly refused?: string | undefined;
}

function entriesOf({ votes, interventions, cancel }: Release): readonly Entry[] {
  const entries = [
    ...votes.map(voteEntry),
    ...interventions.map(interventionEntry),
    ...(cancel
      ? [{ at: cancel.at, by: cancel.by, what: 'cancelled the release', more: cancel.reason }]
      : []),
  ];
  return entries.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

const VERDICT: Record<Release['votes'][number]['verdict'], string> = {
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'withdrew their vote',
};

function voteEntry({ by, at, verdict, comment, deployAfter, refused }: Release['votes'][number]) {
  const later =
    deployAfter === undefined ? undefined : (
      <>
        for deployment after <At at={deployAfter} />
      </>
    );
  const more =
    later && comment !== undefined ? (
      <>
        {later}: {comment}
      </>
    ) : (
      (later ?? comment)
    );
  return { at, by, what: VERDICT[verdict], more, refused: sentenceOf(refused) };
}

function interventionEntry({
  by,
  at,
  reason,
  refused,
  ...intervention
}: Release['interventions'][number]): Entry {
  return {
    at,
    by,
    what: interventionWords(intervention),
    more: reason,
    refused: sentenceOf(refused),
  };
}

function interventionWords({
  kind,
  environment,
  mode,
  choice,
}: Partial<Release['interventions'][number]>) {
  switch (kind) {
    case 'override':
      return `used the emergency override for ${environment}`;
    case 'mode':
      return mode === 'approval'
        ? `required approval for ${environment}`
        : `skipped approval for ${environment}`;
    default:
      return `chose ${choice} for ${environment}`;
  }
}

function sentenceOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(ERRORS, code) ? ERRORS[code as keyof typeof ERRORS].next : code;
}
