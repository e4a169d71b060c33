import type { FC } from 'hono/jsx';
import type { Release } from '../../client/responses.ts';

/** The commit and artifact of the release, with links to Temporal and the audit log. */
export const Details: FC<Release> = ({ id, commit, artifact, links, supersededBy }) => (
  <section class="card" aria-labelledby="details-title">
    <h2 id="details-title">Details</h2>
    <dl id="details" class="facts-list" data-live>
      <dt>Release</dt>
      <dd>
        <code>{id}</code>
      </dd>
      <dt>Commit</dt>
      <dd>
        <code>{commit}</code>
      </dd>
      <dt>Artifact</dt>
      <dd>
        {artifact ? (
          <>
            <code>{artifact.digest}</code> ({bytes(artifact.sizeBytes)})
          </>
        ) : (
          'Not built yet'
        )}
      </dd>
      {supersededBy === undefined ? null : (
        <>
          <dt>Superseded by</dt>
          <dd>
            <code>{supersededBy}</code>
          </dd>
        </>
      )}
      <dt>More</dt>
      <dd class="actions">
        {links.temporal === undefined ? null : <a href={links.temporal}>Open in Temporal</a>}
        <a href={`${links.self}/audit-log`}>Audit log</a>
      </dd>
    </dl>
  </section>
);

/** Such as `9.5 kB`. */
function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(size) / 3), units.length);
  return `${Number((size / 1_000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
