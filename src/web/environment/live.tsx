import type { FC } from 'hono/jsx';
import { Badge } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago, At } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** What runs there, and whether it may be entered. */
export const Live: FC<EnvironmentProps> = ({ place }) => (
  <section id="live" class="card now" aria-label="Live" data-live>
    {place.unavailable === undefined ? <WhatIsLive {...place} /> : <Unavailable {...place} />}
    {place.unknown ? (
      <p class="bad-text">
        It is unknown whether <ReleaseLink id={place.unknown.releaseId} /> was deployed{' '}
        <Ago at={place.unknown.at} />. Check the target, then unfreeze.
      </p>
    ) : null}
    <Window {...place} />
  </section>
);

type Place = EnvironmentProps['place'];

const Unavailable: FC<Place> = () => <p class="lead muted">Unknown until a worker is running.</p>;

const WhatIsLive: FC<Place> = ({ live, failures }) => {
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

const Window: FC<Place> = ({ window: { open, reason, nextOpen, nextClose } }) => {
  if (open)
    return nextClose === undefined ? null : (
      <p class="muted">
        Deployment window open until <At at={nextClose} />.
      </p>
    );
  return (
    <p>
      <Badge tone="wait" text="Closed" /> {reason ?? 'No deployment window is open.'}{' '}
      {nextOpen === undefined ? null : (
        <>
          Opens <At at={nextOpen} />.
        </>
      )}
    </p>
  );
};
