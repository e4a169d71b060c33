import type { FC } from 'hono/jsx';
import { releasePath } from './paths.ts';

/** Leads to the page of a release, by what its commit says where that is known. */
export const ReleaseLink: FC<{ id: string; subject?: string | undefined }> = ({ id, subject }) => (
  <a class="release" href={releasePath(id)}>
    {subject || id}
  </a>
);

/** A commit, by the digits that are enough for people. */
export const Commit: FC<{ commit: string }> = ({ commit }) => (
  <code title={commit}>{commit.slice(0, 8)}</code>
);
