import { createWorkspaces } from '../../src/run/workspace.ts';

/** A worker that opens a workspace and then waits, so that a test can kill it. */
const workspace = await createWorkspaces(process.argv[2] ?? '').open({
  releaseId: 'hello-1',
  step: 'build',
  attempt: 1,
});
process.stdout.write(JSON.stringify(workspace));
setInterval(() => {}, 1_000);
