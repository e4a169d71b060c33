import { appendFileSync } from 'node:fs';
import { openLiveConfiguration } from '../../src/config/live-configuration.ts';

const file = process.argv[2] as string;
const log = { info: () => {}, error: () => {} };
const live = await openLiveConfiguration({ file, log });
// It is closed while it reads.
appendFileSync(file, '# more\n');
void live.reload();
await live.close();
process.stdout.write('closed\n');
