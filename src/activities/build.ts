import type { BuildStep } from '../domain/plan/pipeline.ts';
import type { Artifact } from '../domain/release/release.ts';
import type { Traced } from '../domain/traceparent.ts';
import type { Source } from '../source/source.ts';
import { packArchive } from '../store/archive.ts';
import { resolveArtifact } from '../store/artifact-path.ts';
import { runInWorkspace } from './run-in-workspace.ts';
import { runStep, type StepDependencies } from './step.ts';

export interface BuildInput extends Traced {
  readonly releaseId: string;
  readonly service: string;
  readonly repository: string;
  readonly commit: string;
  readonly secrets: readonly string[];
  readonly step: BuildStep;
}

/**
 * Builds a commit in a clean workspace, and stores what it built under the digest of its bytes.
 * May be repeated: every attempt starts from the commit.
 *
 * @throws BUILD_FAILED, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE, ARTIFACT_MISSING,
 *   ARTIFACT_EMPTY, ARTIFACT_OUTSIDE_WORKSPACE, SPECIAL_FILE_UNSUPPORTED, NAME_UNSUPPORTED, DISK_FULL,
 *   SECRET_MISSING, and what the source says
 */
export function createBuild(dependencies: StepDependencies & { readonly source: Source }) {
  const { source, store } = dependencies;
  return async function build(input: BuildInput): Promise<Artifact> {
    return runStep(dependencies, input, async (context) => {
      const { workspace, signal, say } = context;
      await source.checkout({ ...input, into: workspace.folder, signal });
      await runInWorkspace(context, input, input.step, 'BUILD_FAILED', 'The build');
      const { path, kind } = await resolveArtifact(workspace.folder, input.step.artifact);
      const stored = await store.putArtifact(packArchive(path));
      say(`artifact ${stored.digest} (${stored.sizeBytes} bytes)`);
      return { ...stored, kind };
    });
  };
}
