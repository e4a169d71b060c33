import type { FC } from 'hono/jsx';
import type { ReleaseList } from '../../client/responses.ts';
import { Status } from '../badge.tsx';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';

/** A page of releases, newest first. */
export const Recent: FC<ReleaseList & { isFirst: boolean }> = ({ releases, next, isFirst }) => (
  <section aria-labelledby="recent">
    <h2 id="recent">Recent releases</h2>
    <div id="recent-releases" {...(isFirst && { 'data-live': true })}>
      {releases.length === 0 ? (
        <p class="card empty">
          {isFirst ? 'No releases yet. Start one from a service above.' : 'No more releases.'}
        </p>
      ) : (
        <ul class="card rows">
          {releases.map(({ id, service, commit, subject, author, startedAt, ...row }) => (
            <li>
              <Status {...row} />
              <ReleaseLink id={id} subject={subject} />
              <span class="facts">
                <span>{service}</span>
                <Commit commit={commit} />
                <span>{author.name}</span>
                <Ago at={startedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
    <nav class="paging" aria-label="More releases">
      {isFirst ? null : <a href="/#recent">Newest</a>}
      {next === undefined ? null : <a href={`/?cursor=${next}#recent`}>Older</a>}
    </nav>
  </section>
);
