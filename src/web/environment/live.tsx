import type { FC } from 'hono/jsx';
import { Badge } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago, At } from '../time.tsx';
import type { Environment } from '../../client/responses.ts';
import type { EnvironmentProps } from './props.ts';

/** The live release, and the deployment window. */
export const Live: FC<EnvironmentProps> = ({ environment }) => (
  <section id="live" class="card now" aria-label="Live" data-live>
    {environment.unavailable === undefined ? (
      <LiveRelease {...environment} />
    ) : (
      <Unavailable {...environment} />
    )}
    {environment.unknown ? (
      <p class="bad-text">
        It is unknown whether <ReleaseLink id={environment.unknown.releaseId} /> was deployed{' '}
        <Ago at={environment.unknown.at} />. Check the target, then unfreeze.
      </p>
    ) : null}
    <Window {...environment} />
  </section>
);

const Unavailable: FC<Environment> = () => (
  <p class="lead muted">Unknown until a worker is running.</p>
);

const LiveRelease: FC<Environment> = ({ live, failures }) => {
  if (!live) return <p class="lead muted">Nothing deployed yet.</p>;
  const { releaseId, subject, commit, author, at, verified, rolledBack } = live;
  return (
    <>
      <p class="lead">
        <Badge tone={verified ? 'good' : 'wait'} text={verified ? 'Live' : 'Live, not verified'} />
        <ReleaseLink id={releaseId} subject={subject} />
      </p>
      <p class="facts">
        <Commit commit={commit} />
        {author ? <span>{author.name}</span> : null}
        <Ago at={at} />
        {failures[0] === undefined ? null : (
          <span>
            last failed deployment <Ago at={failures[0]} />
          </span>
        )}
      </p>
      {rolledBack === undefined ? null : (
        <p>
          Restored by rolling back <ReleaseLink id={rolledBack} />.
        </p>
      )}
    </>
  );
};

const Window: FC<Environment> = ({ window: { open, reason, nextOpen, nextClose } }) => {
  if (open)
    return nextClose === undefined ? null : (
      <p class="muted">
        Deployment window open until <At at={nextClose} />.
      </p>
    );
  return (
    <p>
      <Badge tone="wait" text="Window closed" /> {reason ?? 'No deployment window is open.'}{' '}
      {nextOpen === undefined ? null : (
        <>
          Opens <At at={nextOpen} />.
        </>
      )}
    </p>
  );
};
