import type { FC } from 'hono/jsx';
import type { Release } from '../answers.ts';

/** What the release is made of, and where more of it is told. */
export const Facts: FC<Release> = ({ id, commit, artifact, links }) => (
  <section aria-labelledby="facts-title">
    <h2 id="facts-title">About it</h2>
    <dl id="facts" class="card facts-list" data-live>
      <dt>Release</dt>
      <dd>
        <code>{id}</code>
      </dd>
      <dt>Commit</dt>
      <dd>
        <code>{commit}</code>
      </dd>
      <dt>Artifact</dt>
      <dd>{artifact ? <code>{artifact.digest}</code> : 'not built yet'}</dd>
      <dt>More</dt>
      <dd class="actions">
        {links.temporal === undefined ? null : <a href={links.temporal}>The run in Temporal</a>}
        <a href={`${links.self}/record`}>The record</a>
      </dd>
    </dl>
  </section>
);
