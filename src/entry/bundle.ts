/** What `npm run build` does when everything is compiled. */
import { chmod, cp, writeFile } from 'node:fs/promises';
import { bundleWorkflows, BUNDLE_FILE } from '../worker/workflow-bundle.ts';

// So that no worker has to bundle when it starts.
const { code } = await bundleWorkflows();
await writeFile(BUNDLE_FILE, code);
// Browsers get these as they are written. Run in the root of the project, wherever the build is.
await cp('src/web/assets', new URL('../web/assets/', import.meta.url), { recursive: true });
// npx does it only the first time, and a compiler never.
await chmod(new URL('cli.js', import.meta.url), 0o755);
