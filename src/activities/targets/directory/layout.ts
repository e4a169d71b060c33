import { join, resolve } from 'node:path';

/** Where everything of a `directory` target is. */
export interface Layout {
  readonly root: string;
  /** A folder for each release. */
  readonly releases: string;
  /** The link to the release that is live. */
  readonly current: string;
  /** What Slipway notes for itself, and half-made folders. On the same disk as the releases. */
  readonly notes: string;
  /** HOME and TMPDIR of activations: what they leave running outlives the folders of the step. */
  readonly home: string;
}

/** @param path of the target, absolute or relative to the folder that the worker runs in */
export function layoutOf(path: string): Layout {
  const root = resolve(path);
  const notes = join(root, '.slipway');
  return {
    root,
    releases: join(root, 'releases'),
    current: join(root, 'current'),
    notes,
    home: join(notes, 'home'),
  };
}
