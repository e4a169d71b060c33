import { createDirectoryTarget } from '../../../src/activities/targets/directory.ts';
import { packArchive } from '../../../src/store/archive.ts';
import { deploymentOf } from './deployment-of.ts';

/** Deploys in a process of its own, so that a test can kill it. */
const [path = '', number = '', content = '', scratch = ''] = process.argv.slice(2);
const target = createDirectoryTarget({
  kind: 'directory',
  path,
  activate: './activate',
  timeoutMs: 20_000,
});
await target.deploy(deploymentOf(Number(number)), {
  artifact: async () => packArchive(content),
  onOutput: () => true,
  signal: new AbortController().signal,
  secrets: {},
  path: process.env['PATH'] ?? '',
  scratch,
  isRepeated: false,
});
