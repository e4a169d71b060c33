import { join } from 'node:path';
import type { DataDirectory } from '../data-format.ts';
import type { Store } from '../store.ts';
import { createArtifactDirectory } from './artifacts.ts';
import { createAuditLogDirectory } from './audit-logs.ts';
import { createLogDirectory } from './logs.ts';
import { createPlanDirectory } from './plans.ts';
import { createUserDirectory } from './users.ts';

/** A store in a folder, which several processes and machines may share. */
export function createDirectoryStore(root: string): Store {
  return {
    ...createArtifactDirectory(join(root, 'artifacts')),
    ...createLogDirectory(join(root, 'logs')),
    ...createUserDirectory(join(root, 'people')),
    ...createPlanDirectory(join(root, 'plans')),
    ...createAuditLogDirectory(join(root, 'audit-logs')),
  };
}

/** The directory of a store, whose contents have a format. */
export function storeDirectory(root: string): DataDirectory {
  // Not the keys, which any version reads.
  return {
    path: root,
    setting: 'store',
    contents: ['artifacts', 'audit-logs', 'logs', 'people', 'plans'],
  };
}
