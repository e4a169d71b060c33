/** What `npm start` runs. In this very process, so that Ctrl-C and SIGTERM reach who stops. */
import { ensure } from './ensure.mjs';

await ensure();
await import('../dist/entry/dev.js');
