import type { FC } from 'hono/jsx';
import type { Waiting } from '../../client/responses.ts';
import { Badge } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago, At } from '../time.tsx';

/** Releases that the reader can approve or respond to. */
export const WaitingForYou: FC<Waiting> = ({ releases, next }) => (
  <section aria-labelledby="waiting-title">
    <h2 id="waiting-title">Needs your action</h2>
    <div id="waiting" data-live>
      {releases.length === 0 ? (
        <p class="card empty">
          {next === undefined
            ? 'Nothing needs your action.'
            : 'None of the latest releases needs your action.'}
        </p>
      ) : (
        <ul class="card rows urgent">
          {releases.map((release) => (
            <Row {...release} />
          ))}
        </ul>
      )}
      {next === undefined ? null : (
        <p class="paging">
          <a href={`/?waiting=${next}`}>Show older</a>
        </p>
      )}
    </div>
  </section>
);

const Row: FC<Waiting['releases'][number]> = (release) => {
  const { id, service, subject, commit, author, environment, guidanceRequest, waitingFor } =
    release;
  const until = waitingFor[0]?.until;
  return (
    <li>
      {guidanceRequest ? (
        <Badge tone="bad" text="Guidance" />
      ) : (
        <Badge tone="wait" text="Approval" />
      )}
      <span>
        <ReleaseLink id={id} subject={subject} />{' '}
        <span class="muted">
          {service} → {environment}
        </span>
      </span>
      <span class="facts">
        <Commit commit={commit} />
        <span>{author.name}</span>
        <Ago at={release.since} />
        {until === undefined ? null : (
          <span>
            until <At at={until} />
          </span>
        )}
      </span>
    </li>
  );
};
