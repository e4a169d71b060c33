import { join } from 'node:path';
import { createArtifactFolder } from './artifact-folder.ts';
import type { DataDirectory } from './data-format.ts';
import { createLogFolder } from './log-folder.ts';
import { createPeopleFolder } from './people-folder.ts';
import { createPlanFolder } from './plan-folder.ts';
import { createRecordFolder } from './record-folder.ts';
import type { Store } from './store.ts';

/** A store in a folder, which several processes and machines may share. */
export function createFolderStore(root: string): Store {
  return {
    ...createArtifactFolder(join(root, 'artifacts')),
    ...createLogFolder(join(root, 'logs')),
    ...createPeopleFolder(join(root, 'people')),
    ...createPlanFolder(join(root, 'plans')),
    ...createRecordFolder(join(root, 'records')),
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
