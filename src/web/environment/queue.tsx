import type { FC } from 'hono/jsx';
import { Status } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Took } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** The release that deploys, the queue, and releases that wait for something else first. */
export const Queue: FC<EnvironmentProps> = ({ environment, coming }) => {
  const { holder, queue } = environment;
  const known = [holder, ...queue].map((one) => one?.releaseId);
  const others = coming.filter(({ id }) => !known.includes(id));
  const subjectOf = (id: string) => coming.find((row) => row.id === id)?.subject;
  return (
    <section class="card" aria-labelledby="queue-title">
      <h2 id="queue-title">Queue</h2>
      <ol id="queue" class="queue" data-live>
        {holder ? (
          <Entry {...holder} what="deploying" subject={subjectOf(holder.releaseId)} />
        ) : null}
        {queue.map((one, i) => (
          <Entry
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
            {environment.unavailable === undefined
              ? 'The queue is empty.'
              : 'Unknown until a worker is running.'}
          </li>
        )}
      </ol>
    </section>
  );
};

interface EntryProps {
  readonly releaseId: string;
  readonly subject: string | undefined;
  readonly commit: string;
  readonly since: string;
  /** The id of the rollback's workflow, for a rollback. */
  readonly rollback?: string | undefined;
  readonly what: string;
}

const Entry: FC<EntryProps> = ({ releaseId, subject, commit, since, rollback, what }) => (
  <li>
    <ReleaseLink id={releaseId} subject={subject} />
    <span class="facts">
      <Commit commit={commit} />
      <span>
        {rollback === undefined ? '' : 'rollback: '}
        {what} for <Took from={since} />
      </span>
    </span>
  </li>
);
