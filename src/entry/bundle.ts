import { cp, writeFile } from 'node:fs/promises';
import { bundleWorkflows, BUNDLE_FILE } from './workflow-bundle.ts';

// Run by `npm run build`, so that no worker has to bundle when it starts.
const { code } = await bundleWorkflows();
await writeFile(BUNDLE_FILE, code);
// Browsers get these as they are written. Run in the root of the project, wherever the build is.
await cp('src/web/assets', new URL('../web/assets/', import.meta.url), { recursive: true });
