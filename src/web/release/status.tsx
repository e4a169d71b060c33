import type { FC } from 'hono/jsx';
import { canActSentence } from '../../domain/release/can-act.ts';
import type { Release } from '../../client/responses.ts';
import { Status } from '../badge.tsx';
import { Ago, At } from '../time.tsx';

/** The phase, and each wait with its end and the people who can end it. */
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
        <span class="muted">{canActSentence(wait.kind, wait.canAct, environment)}</span>
      </p>
    ))}
    {problem ? (
      <p class="bad-text">
        {problem.message} <span class="muted">{problem.next}</span>
      </p>
    ) : null}
  </section>
);
