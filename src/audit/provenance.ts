import { type Attestation, type Evidence, headOf, subjectOf } from './attestation.ts';
import { builtOf, instantOf, lastOf, toldOf } from './facts.ts';

const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';
const BUILD_TYPE = 'https://slipway.dev/build/v1';
const BUILDER = 'https://slipway.dev/builder/v1';

/**
 * Says how the artifact came to be, as SLSA provenance v1, by the entries of its audit log alone.
 *
 * @returns `undefined` if nothing was built
 */
export function provenanceOf(evidence: Evidence): Attestation | undefined {
  const told = toldOf(evidence.entries);
  const { commit, ref, service } = lastOf(told, 'started')?.facts ?? {};
  const planned = lastOf(told, 'planned');
  const built = builtOf(told);
  const { repository, plan } = planned?.facts ?? {};
  if (!built || !planned || commit === undefined || repository === undefined) return undefined;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [subjectOf(evidence)],
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { service, repository, commit, ...(ref !== undefined && { ref }) },
        internalParameters: { plan },
        resolvedDependencies: [{ uri: gitUri(repository), digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: BUILDER },
        metadata: {
          invocationId: evidence.auditLogId,
          // A build begins when its plan is made.
          startedOn: instantOf(planned.atMs),
          finishedOn: instantOf(built.atMs),
        },
        byproducts: [headOf(evidence)],
      },
    },
  };
}

/** The address of a repository as SPDX and SLSA write it. */
function gitUri(repository: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) return `git+${repository}`;
  if (repository.startsWith('/')) return `git+file://${encodeURI(repository)}`;
  // `git@host:path`, which is no URI.
  return `git+ssh://${repository.replace(':', '/')}`;
}
