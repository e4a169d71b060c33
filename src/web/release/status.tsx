import type { FC } from 'hono/jsx';
import { endsByItself } from '../../domain/release/waiting.ts';
import type { Release } from '../answers.ts';
import { Status } from '../badge.tsx';
import { Ago, At } from '../time.tsx';

/** In one line: what it does or waits for, until when, and who can change it. */
export const ReleaseStatus: FC<Release> = ({
  phase,
  outcome,
  since,
  waitingFor,
  problem,
  environment,
}) => (
  <section id="now" class="card now" aria-label="Now" aria-live="polite" data-live>
    <p class="lead">
      <Status phase={phase} outcome={outcome} />
      {environment === undefined ? null : <strong>{environment}</strong>}
      <span class="muted">
        <Ago at={since} />
      </span>
    </p>
    {waitingFor.map((wait) => (
      <p>
        {wait.sentence}
        {wait.until === undefined ? null : (
          <>
            {' '}
            Until <At at={wait.until} />.
          </>
        )}{' '}
        <WhoCanChangeIt {...wait} />
      </p>
    ))}
    {problem ? (
      <p class="bad-text">
        {problem.message} <span class="muted">{problem.next}</span>
      </p>
    ) : null}
  </section>
);

const WhoCanChangeIt: FC<Release['waitingFor'][number]> = ({ kind, who }) => {
  if (kind === 'lock') return <span class="muted">Nobody needs to act.</span>;
  const names = who.join(', ');
  if (endsByItself(kind))
    return <span class="muted">Nobody needs to act; who has the role {names} can end it.</span>;
  // What is held, and what asks, waits for a role; a gate waits for groups.
  const isRole = kind === 'freeze' || kind === 'guidance' || names === '';
  const people = isRole ? `anybody with the role ${names || 'approve'}` : names;
  return <span class="muted">Who can act: {people}.</span>;
};
