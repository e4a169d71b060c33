import type { FC } from 'hono/jsx';
import { releasePath } from './paths.ts';

/** Links to a release, by the subject of its commit if known. */
export const ReleaseLink: FC<{ id: string; subject?: string | undefined }> = ({ id, subject }) => (
  <a class="release" href={releasePath(id)}>
    {subject || id}
  </a>
);

/** The short form of a commit. */
export const Commit: FC<{ commit: string }> = ({ commit }) => (
  <code title={commit}>{commit.slice(0, 8)}</code>
);
