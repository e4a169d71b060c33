import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';

/** Where the build puts the bundle. */
export const BUNDLE_FILE = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** Bundles the workflows beside this file, from TypeScript or from what the build made of it. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  const extension = extname(fileURLToPath(import.meta.url));
  const workflowsPath = fileURLToPath(new URL(`../workflows/index${extension}`, import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
}

/** The bundle that the build made; made now where there is none. */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  return existsSync(BUNDLE_FILE) ? { codePath: BUNDLE_FILE } : bundleWorkflows();
}
