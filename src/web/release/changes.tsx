import type { FC } from 'hono/jsx';
import { listed } from '../../domain/listed.ts';
import type { Changes, Release } from '../../client/responses.ts';
import { counted } from '../counted.ts';
import { releasePath } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import { TakesAway } from './takes-away.tsx';

interface ChangesProps {
  readonly id: string;
  /** Absent if the commits are not available. */
  readonly changes: Changes | undefined;
  /** Why they are not available. */
  readonly problem?: string | undefined;
  /** Each has the change as of its promotion, which is known without a worker. */
  readonly promotions: Release['promotions'];
}

/** The change to the last environment: commits added and taken away, and files. */
export const ChangesSection: FC<ChangesProps> = ({ id, changes, problem, promotions }) => (
  <section class="card" aria-labelledby="changes-title">
    <header class="section-head">
      <h2 id="changes-title">Changes{changes ? ` in ${changes.environment}` : ''}</h2>
      {changes?.compare === undefined ? null : <a href={changes.compare}>Compare</a>}
    </header>
    {changes ? (
      <Known id={id} {...changes} />
    ) : (
      <Unknown problem={problem} promotions={promotions} />
    )}
  </section>
);

const Known: FC<Changes & { id: string }> = ({ id, ...changes }) => {
  const { environment, from, commits, commitCount, takenAway, takenAwayCount, next } = changes;
  return (
    <>
      <p class="muted">
        {from ? (
          <>
            {counted(commitCount, 'commit')} since <ReleaseLink id={from.releaseId} /> (
            <Commit commit={from.commit} />)
          </>
        ) : (
          <>First release: nothing is live in {environment} yet.</>
        )}
      </p>
      <Commits commits={commits} />
      {next === undefined ? null : (
        <p>
          <a href={`${releasePath(id)}?commits=${next}#changes-title`}>Older commits</a>
        </p>
      )}
      {takenAwayCount === 0 ? null : (
        <>
          <p class="bad-text">
            Removes {counted(takenAwayCount, 'commit')}
            {takenAwayCount > takenAway.length ? `. The newest ${takenAway.length}` : ''}:
          </p>
          <Commits commits={takenAway} />
        </>
      )}
      <Files {...changes} />
    </>
  );
};

const Commits: FC<Pick<Changes, 'commits'>> = ({ commits }) => (
  <ul class="commits">
    {commits.map(({ commit, subject, author, at, url }) => (
      <li>
        {url === undefined ? <span>{subject}</span> : <a href={url}>{subject}</a>}
        <span class="facts">
          <Commit commit={commit} />
          <span>{author.name}</span>
          <Ago at={at} />
        </span>
      </li>
    ))}
  </ul>
);

const Files: FC<Pick<Changes, 'paths' | 'pathCount' | 'linesAdded' | 'linesRemoved'>> = ({
  paths,
  pathCount,
  linesAdded,
  linesRemoved,
}) =>
  pathCount === 0 ? (
    <p class="muted">No files changed.</p>
  ) : (
    <details id="files" class="folded">
      <summary>
        {counted(pathCount, 'file')}, <span class="good-text">+{linesAdded}</span>{' '}
        <span class="bad-text">−{linesRemoved}</span>
      </summary>
      <ul class="files">
        {paths.map((path) => (
          <li>
            <code>{path}</code>
          </li>
        ))}
        {pathCount > paths.length ? (
          <li class="muted">and {pathCount - paths.length} more</li>
        ) : null}
      </ul>
    </details>
  );

const Unknown: FC<Pick<ChangesProps, 'problem' | 'promotions'>> = ({ problem, promotions }) => {
  const change = promotions.at(-1)?.change;
  return (
    <>
      <p class="muted">The commits are not available: {problem}</p>
      {change ? (
        <>
          <p>By {listed(change.authors, change.authorCount)}.</p>
          <TakesAway {...change} />
          <Files {...change} />
        </>
      ) : null}
    </>
  );
};
