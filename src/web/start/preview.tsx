import type { FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import { EVERYBODY } from '../../domain/gate/gate.ts';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../../client/responses.ts';
import { Badge } from '../badge.tsx';
import { START } from '../paths.ts';
import { Commit, ReleaseLink } from '../release-link.tsx';
import { TakesAway } from '../release/takes-away.tsx';
import { At } from '../time.tsx';

/** What a release would meet, and the button that starts it. */
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
        {environments.map((place) => (
          <li>
            <Place {...place} />
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
        <button class="primary">Start the release</button>
        <span>Builds and tests it, then deploys to {environments.map(nameOf).join(', ')}.</span>
      </form>
    </section>
  );
};

type PlaceProps = Preview['environments'][number];

function nameOf({ name }: PlaceProps): string {
  return name;
}

const Place: FC<PlaceProps> = (place) => (
  <section class="environment" aria-label={place.name}>
    <header>
      <h3>{place.name}</h3>
      {place.window.open ? null : <Badge tone="wait" text="Window closed" />}
    </header>
    <p>
      {place.mode === 'approval' ? 'Approval required' : 'Automatic'}
      {place.reason === undefined ? '.' : `: ${place.reason}.`}
    </p>
    {place.gate ? <Gate {...place.gate} /> : null}
    <p class="muted">
      Changes {place.change.pathCount} files, +{place.change.linesAdded} −
      {place.change.linesRemoved}.
    </p>
    <TakesAway {...place.change} />
    <Obstacles {...place} />
  </section>
);

const Gate: FC<NonNullable<PlaceProps['gate']>> = ({
  approvals,
  groups,
  excludedApprovers,
  expiresMs,
}) => (
  <p class="muted">
    {approvals === 1 ? 'One approval' : `${approvals} approvals`}
    {groups.length > 0 ? ` from ${groups.map(({ name }) => name).join(', ')}` : ''} within{' '}
    {formatDuration(expiresMs)}
    {exceptWords(excludedApprovers)}.
  </p>
);

function exceptWords(excludedApprovers: readonly string[]): string {
  if (excludedApprovers.includes(EVERYBODY))
    return ', but no user can approve: the change has too many authors';
  return excludedApprovers.length === 0 ? '' : `, not by ${listed(excludedApprovers)}`;
}

/** What it would wait for, and what it would end. */
const Obstacles: FC<PlaceProps> = (place) => {
  const { window, soakMs, supersedes, newerLiveRelease, rollbackTo, problems = [] } = place;
  return (
    <>
      {soakMs === undefined ? null : (
        <p class="muted">After {formatDuration(soakMs)} in the environment before.</p>
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
