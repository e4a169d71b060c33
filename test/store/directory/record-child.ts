import { createDirectoryStore } from '../../../src/store/directory/store.ts';

/** A process that writes `count` entries, two at a time, and says `ready` before and `done` after. */
const [root = '', name = '', count = '0'] = process.argv.slice(2);
const { appendToAuditLog } = createDirectoryStore(root);
process.stdout.write('ready\n');
for (let i = 0; i < Number(count); i += 2) {
  const entry = (n: number) => ({ id: `${name}/${n}`, kind: 'voted' as const, atMs: n });
  await appendToAuditLog('hello-1', [entry(i), entry(i + 1)]);
}
process.stdout.write('done\n');
