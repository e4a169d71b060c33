import { join } from 'node:path';
import { createArtifactDirectory } from './artifact-folder.ts';
import type { DataDirectory } from './data-format.ts';
import { createLogDirectory } from './log-folder.ts';
import { createUserDirectory } from './people-folder.ts';
import { createPlanDirectory } from './plan-folder.ts';
import { createAuditLogDirectory } from './record-folder.ts';
import type { Store } from './store.ts';

/** A store in a folder, which several processes and machines may share. */
export function createDirectoryStore(root: string): Store {
  return {
    ...createArtifactDirectory(join(root, 'artifacts')),
    ...createLogDirectory(join(root, 'logs')),
    ...createUserDirectory(join(root, 'people')),
    ...createPlanDirectory(join(root, 'plans')),
    ...createAuditLogDirectory(join(root, 'records')),
  };
}

/** The directory of a store, whose contents have a format. */
export function storeDirectory(root: string): DataDirectory {
  // Not the keys, which any version reads.
  return {
    path: root,
    setting: 'store',
    contents: ['artifacts', 'logs', 'people', 'plans', 'records'],
  };
}
