import type { FC } from 'hono/jsx';
import type { Environment, ReleaseRow, Service } from '../../client/responses.ts';
import { Badge, Status } from '../badge.tsx';
import { environmentPath, START } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago, At } from '../time.tsx';

interface ServiceCardProps {
  readonly service: Service;
  readonly environments: readonly Environment[];
  /** Its releases that have not ended, newest first. */
  readonly running: readonly ReleaseRow[];
  readonly mayStart: boolean;
}

/** A service, with its environments in the order of promotion. */
export const ServiceCard: FC<ServiceCardProps> = ({ service, environments, running, mayStart }) => {
  const isPlaced = (row: ReleaseRow) => environments.some(({ name }) => name === row.environment);
  return (
    <article class="card service" aria-labelledby={`service-${service.name}`}>
      <header>
        <h3 id={`service-${service.name}`}>{service.name}</h3>
        {mayStart ? (
          <a class="button" href={`${START}?service=${service.name}`}>
            Start a release<span class="hidden"> of {service.name}</span>
          </a>
        ) : null}
      </header>
      <InProgress rows={running.filter((row) => !isPlaced(row))} />
      <ol class="environments">
        {environments.map((environment) => (
          <li>
            <EnvironmentCell
              environment={environment}
              coming={running.filter((row) => row.environment === environment.name)}
            />
          </li>
        ))}
      </ol>
    </article>
  );
};

const EnvironmentCell: FC<{ environment: Environment; coming: readonly ReleaseRow[] }> = ({
  environment,
  coming,
}) => (
  <section class="environment" aria-label={`${environment.service} in ${environment.name}`}>
    <header>
      <h4>
        <a href={environmentPath(environment)}>{environment.name}</a>
      </h4>
      <Blockers {...environment} />
    </header>
    <Live {...environment} />
    <Lock {...environment} />
    <InProgress rows={coming} />
  </section>
);

/** A freeze, or a closed deployment window. */
const Blockers: FC<Environment> = ({ freezes, window }) => (
  <>
    {freezes.length > 0 ? <Badge tone="bad" text="Frozen" /> : null}
    {window.open ? null : <Badge tone="wait" text="Window closed" />}
  </>
);

const Live: FC<Environment> = ({ live, freezes, window, unavailable }) => (
  <>
    {unavailable === undefined ? null : <p class="muted">Unknown until a worker is running.</p>}
    {live ? (
      <p class="live">
        <ReleaseLink id={live.releaseId} subject={live.subject} />
        <span class="facts">
          <Commit commit={live.commit} />
          {live.author ? <span>{live.author.name}</span> : null}
          <Ago at={live.at} />
          {live.verified ? null : <span class="wait-text">not verified</span>}
        </span>
      </p>
    ) : null}
    {live || unavailable !== undefined ? null : <p class="muted">Nothing deployed yet.</p>}
    {freezes.map(({ by, since, reason }) => (
      <p class="obstacle">
        Frozen by <strong>{by}</strong> <Ago at={since} />: {reason}
      </p>
    ))}
    {window.open ? null : (
      <p class="obstacle">
        {window.reason ?? 'No deployment window is open.'}
        {window.nextOpen === undefined ? null : (
          <>
            {' '}
            Opens <At at={window.nextOpen} />.
          </>
        )}
      </p>
    )}
  </>
);

const Lock: FC<Environment> = ({ holder, queue }) => (
  <>
    {holder ? (
      <p class="muted">
        Deploying now: <ReleaseLink id={holder.releaseId} />, started <Ago at={holder.since} />
      </p>
    ) : null}
    {queue.length > 0 ? (
      <p class="muted">
        Queue: <ReleaseLink id={queue[0]?.releaseId ?? ''} />
        {queue.length > 1 ? ` and ${queue.length - 1} more` : null}
      </p>
    ) : null}
  </>
);

/** How many releases on their way are shown at one environment. */
const SHOWN = 3;

const InProgress: FC<{ rows: readonly ReleaseRow[] }> = ({ rows }) =>
  rows.length === 0 ? null : (
    <ul class="coming" aria-label="In progress">
      {rows.slice(0, SHOWN).map(({ id, subject, commit, phase }) => (
        <li>
          <Status phase={phase} />
          <ReleaseLink id={id} subject={subject} />
          <Commit commit={commit} />
        </li>
      ))}
      {rows.length > SHOWN ? <li class="muted">and {rows.length - SHOWN} more</li> : null}
    </ul>
  );
