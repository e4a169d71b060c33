import type { FC } from 'hono/jsx';
import { listed } from '../../domain/listed.ts';
import type { Changes, Release } from '../../client/responses.ts';
import { releasePath } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import { TakesAway } from './takes-away.tsx';

interface ChangesProps {
  readonly id: string;
  /** Absent if they cannot be told. */
  readonly changes: Changes | undefined;
  /** Why they cannot be told. */
  readonly problem?: string | undefined;
  /** What was known when it came to the environment: it is there without a worker. */
  readonly promotions: Release['promotions'];
}

/** What would be different in its last environment: commits that come and go, and the files. */
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
  const { from, commits, commitCount, takenAway, takenAwayCount, next } = changes;
  return (
    <>
      <p class="muted">
        {from ? (
          <>
            {count(commitCount, 'commit')} since <ReleaseLink id={from.releaseId} /> (
            <Commit commit={from.commit} />)
          </>
        ) : (
          <>
            Nothing was live there before: this is the first release, with all files and{' '}
            {count(commitCount, 'commit')}.
          </>
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
            Takes away {count(takenAwayCount, 'commit')}
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
        {count(pathCount, 'file')}, <span class="good-text">+{linesAdded}</span>{' '}
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

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}
