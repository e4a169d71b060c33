import { dirname, join } from 'node:path';
import type { Suite } from '../domain/plan/pipeline.ts';
import type { Artifact } from '../domain/release/release.ts';
import type { Traced } from '../domain/traceparent.ts';
import { removeFolder } from '../run/remove-folder.ts';
import type { Source } from '../source/source.ts';
import { unpackArchive } from '../store/archive.ts';
import { runInWorkspace } from './run-in-workspace.ts';
import { runStep, type StepDependencies } from './step.ts';

export interface TestInput extends Traced {
  readonly releaseId: string;
  readonly service: string;
  readonly repository: string;
  readonly commit: string;
  readonly secrets: readonly string[];
  readonly artifact: Artifact;
  /** Where the build had it, and the suite finds it. */
  readonly path: string;
  readonly suite: Suite;
}

/**
 * Runs a suite against what was built: a clean workspace with the commit and the artifact, and
 * nothing else of the build. May be repeated: every attempt starts from there.
 *
 * @throws TESTS_FAILED, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE, ARTIFACT_NOT_FOUND,
 *   ARTIFACT_CORRUPT, NAME_UNSUPPORTED, SECRET_MISSING, and what the source says
 */
export function createTest(dependencies: StepDependencies & { readonly source: Source }) {
  const { source, store } = dependencies;
  return async function test(input: TestInput): Promise<{ readonly suite: string }> {
    const { suite, artifact, path } = input;
    return runStep(dependencies, { ...input, about: suite.name }, async (context) => {
      const { workspace, signal } = context;
      await source.checkout({ ...input, into: workspace.folder, signal });
      const place = join(workspace.folder, path);
      // What the commit may have there is not what was built.
      await removeFolder(place);
      const bytes = await store.getArtifact(artifact.digest);
      await unpackArchive(bytes, artifact.kind === 'directory' ? place : dirname(place));
      await runInWorkspace(context, input, suite, 'TESTS_FAILED', `The suite ${suite.name}`);
      return { suite: suite.name };
    });
  };
}
