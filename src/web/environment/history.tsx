import type { FC } from 'hono/jsx';
import type { Environment } from '../../client/responses.ts';
import { isRollbackTarget } from '../../domain/environment/rollback.ts';
import { Badge } from '../badge.tsx';
import { Folded, Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';
import { rollbackEffect } from './rollback.tsx';

/** Entries on one page. */
const ENTRIES = 12;

/** Earlier live releases, newest first. Users can roll back to a verified one. */
export const History: FC<EnvironmentProps> = ({ environment, mayOperate, page }) => {
  const { history } = environment;
  const first = (page - 1) * ENTRIES;
  const pages = Math.ceil(history.length / ENTRIES);
  return (
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      {history.length === 0 ? (
        <p class="muted">
          {environment.unavailable === undefined
            ? 'No earlier releases.'
            : 'Unknown until a worker is running.'}
        </p>
      ) : null}
      <ol id="history" class="queue" {...(page === 1 && { 'data-live': true })}>
        {history.slice(first, first + ENTRIES).map((entry, i) => (
          <Entry
            environment={environment}
            entry={entry}
            mayOperate={mayOperate}
            index={first + i}
          />
        ))}
      </ol>
      {pages > 1 ? (
        <nav class="paging" aria-label="More history">
          {page > 1 ? <a href={`?page=${page - 1}`}>Newer</a> : <span />}
          <span>
            {page} of {pages}
          </span>
          {page < pages ? <a href={`?page=${page + 1}`}>Older</a> : <span />}
        </nav>
      ) : null}
    </section>
  );
};

interface EntryProps {
  readonly environment: Environment;
  readonly entry: Environment['history'][number];
  readonly mayOperate: boolean;
  /** Makes the ids of its form unique. */
  readonly index: number;
}

const Entry: FC<EntryProps> = ({ environment, entry, mayOperate, index }) => {
  const { releaseId, subject, commit, author, at, verified, rolledBack } = entry;
  const { live } = environment;
  const canRollBack = mayOperate && isRollbackTarget(entry, live);
  return (
    <li>
      <ReleaseLink id={releaseId} subject={subject} />
      <span class="facts">
        <Commit commit={commit} />
        {author ? <span>{author.name}</span> : null}
        <Ago at={at} />
        {verified ? null : <Badge tone="bad" text="not verified" />}
        {rolledBack === undefined ? null : <span>rolled back from {rolledBack}</span>}
      </span>
      {live && canRollBack ? (
        <Folded id={`back-${index}`} summary="Roll back to this release">
          <form method="post" action={`${environmentPath(environment)}/rollback`}>
            <input type="hidden" name="to" value={releaseId} />
            <Reason id={`back-${index}-reason`} name="reason" label="Reason (required)" required />
            <p class="actions">
              <button class="danger">Roll back</button>
              <span>{rollbackEffect(environment.name, live.releaseId, releaseId)}</span>
            </p>
          </form>
        </Folded>
      ) : null}
    </li>
  );
};
