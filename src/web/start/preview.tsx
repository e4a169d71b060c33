import type { FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import { EVERYBODY } from '../../domain/gate/gate.ts';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../../client/responses.ts';
import { Badge } from '../badge.tsx';
import { counted } from '../counted.ts';
import { START } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { TakesAway } from '../release/takes-away.tsx';
import { At } from '../time.tsx';

/** What starting a release would do in each environment, and the button that starts it. */
export const PreviewCard: FC<{ preview: Preview; of: string }> = ({ preview, of }) => {
  const { service, commit, subject, author, existingRelease, environments } = preview;
  return (
    <section class="card decide" aria-labelledby="preview-title">
      <h2 id="preview-title">{subject || commit}</h2>
      <p class="facts">
        <Commit commit={commit} />
        <span>by {author.name}</span>
      </p>
      <ol class="environments">
        {environments.map((environment, i) => (
          <li>
            <EnvironmentItem {...environment} previous={environments[i - 1]?.name} />
          </li>
        ))}
      </ol>
      {existingRelease === undefined ? null : (
        <p>
          This commit already has a release: <ReleaseLink id={existingRelease} />.
        </p>
      )}
      <form method="post" action={START} class="actions">
        <input type="hidden" name="service" value={service} />
        <input type="hidden" name="ref" value={of} />
        <input type="hidden" name="commit" value={commit} />
        <button class="primary">Start release</button>
        <span>Builds and tests it, then deploys to {environments.map(nameOf).join(', ')}.</span>
      </form>
    </section>
  );
};

type EnvironmentPreview = Preview['environments'][number];

function nameOf({ name }: EnvironmentPreview): string {
  return name;
}

interface ItemProps extends EnvironmentPreview {
  /** The environment before, in which it soaks. */
  readonly previous: string | undefined;
}

const EnvironmentItem: FC<ItemProps> = (environment) => (
  <section class="environment" aria-label={environment.name}>
    <header>
      <h3>{environment.name}</h3>
      {environment.window.open ? null : <Badge tone="wait" text="Window closed" />}
    </header>
    <p>
      {environment.mode === 'approval' ? 'Approval required' : 'Automatic'}
      {environment.reason === undefined ? '.' : `: ${environment.reason}.`}
    </p>
    {environment.gate ? <Gate {...environment.gate} /> : null}
    <p class="muted">
      Changes {counted(environment.change.pathCount, 'file')}, +{environment.change.linesAdded} −
      {environment.change.linesRemoved}.
    </p>
    <TakesAway {...environment.change} />
    <Blockers {...environment} />
  </section>
);

const Gate: FC<NonNullable<EnvironmentPreview['gate']>> = ({
  approvals,
  groups,
  excludedApprovers,
  expiresMs,
}) => (
  <p class="muted">
    {counted(approvals, 'approval')}
    {groups.length > 0 ? ` from ${groups.map(({ name }) => name).join(', ')}` : ''}, within{' '}
    {formatDuration(expiresMs)}.{exclusion(excludedApprovers)}
  </p>
);

function exclusion(excludedApprovers: readonly string[]): string {
  if (excludedApprovers.includes(EVERYBODY))
    return ' No user can approve: the change has too many authors.';
  return excludedApprovers.length === 0 ? '' : ` ${listed(excludedApprovers)} cannot approve.`;
}

/** Everything the release would wait for, and the releases it would supersede. */
const Blockers: FC<ItemProps> = (environment) => {
  const {
    previous,
    window,
    soakMs,
    supersedes,
    newerLiveRelease,
    rollbackTo,
    problems = [],
  } = environment;
  return (
    <>
      {soakMs === undefined || previous === undefined ? null : (
        <p class="muted">
          Soaks for {formatDuration(soakMs)} in {previous}.
        </p>
      )}
      {window.open ? null : (
        <p>
          {window.reason ?? 'No deployment window is open.'}{' '}
          {window.nextOpen === undefined ? null : (
            <>
              Opens <At at={window.nextOpen} />.
            </>
          )}
        </p>
      )}
      {supersedes.length > 0 ? <p>Supersedes {supersedes.join(', ')}.</p> : null}
      {newerLiveRelease === undefined ? null : (
        <p class="bad-text">
          {newerLiveRelease} is live and newer, so this release would be superseded.
        </p>
      )}
      {rollbackTo === undefined ? <p class="muted">No earlier release to roll back to.</p> : null}
      {problems.map((problem) => (
        <p class="wait-text">Condition could not be evaluated: {problem}</p>
      ))}
    </>
  );
};
