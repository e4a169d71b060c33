import type { FC } from 'hono/jsx';
import { Status } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** Who deploys, who is next, and who waits before that. */
export const Queue: FC<EnvironmentProps> = ({ place, coming }) => {
  const { holder, queue } = place;
  const known = [holder, ...queue].map((one) => one?.releaseId);
  const others = coming.filter(({ id }) => !known.includes(id));
  const subjectOf = (id: string) => coming.find((row) => row.id === id)?.subject;
  return (
    <section class="card" aria-labelledby="queue-title">
      <h2 id="queue-title">In progress</h2>
      <ol id="queue" class="queue" data-live>
        {holder ? (
          <Place {...holder} what="deploying" subject={subjectOf(holder.releaseId)} />
        ) : null}
        {queue.map((one, i) => (
          <Place
            {...one}
            what={i === 0 ? 'next, queued' : 'queued'}
            subject={subjectOf(one.releaseId)}
          />
        ))}
        {others.map(({ id, subject, commit, phase }) => (
          <li>
            <Status phase={phase} />
            <ReleaseLink id={id} subject={subject} />
            <span class="facts">
              <Commit commit={commit} />
            </span>
          </li>
        ))}
        {holder || queue.length > 0 || others.length > 0 ? null : (
          <li class="muted">
            {place.unavailable === undefined
              ? 'The queue is empty.'
              : 'Unknown until a worker is running.'}
          </li>
        )}
      </ol>
    </section>
  );
};

interface PlaceProps {
  readonly releaseId: string;
  readonly subject: string | undefined;
  readonly commit: string;
  readonly since: string;
  /** The workflow, if it is a rollback. */
  readonly rollback?: string | undefined;
  readonly what: string;
}

const Place: FC<PlaceProps> = ({ releaseId, subject, commit, since, rollback, what }) => (
  <li>
    <ReleaseLink id={releaseId} subject={subject} />
    <span class="facts">
      <Commit commit={commit} />
      <span>
        {rollback === undefined ? '' : 'rollback: '}
        {what} since <Ago at={since} />
      </span>
    </span>
  </li>
);
