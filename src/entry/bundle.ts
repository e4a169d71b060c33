import { writeFile } from 'node:fs/promises';
import { bundleWorkflows, BUNDLE_FILE } from './workflow-bundle.ts';

// Run by `npm run build`, so that no worker has to bundle when it starts.
const { code } = await bundleWorkflows();
await writeFile(BUNDLE_FILE, code);
