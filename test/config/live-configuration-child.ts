import { appendFileSync } from 'node:fs';
import { openReloadingConfiguration } from '../../src/config/reloading-configuration.ts';

const file = process.argv[2] as string;
const log = { info: () => {}, error: () => {} };
const live = await openReloadingConfiguration({ file, log });
// It is closed while it reads.
appendFileSync(file, '# more\n');
void live.reload();
await live.close();
process.stdout.write('closed\n');
