import type { StartDependencies } from './start.ts';
import type { Links } from './release-json.ts';

/** Makes the links of a release to its page and to its run in Temporal's UI. */
export function releaseLinks(at: {
  /** The address in browsers, without a slash at the end. */
  readonly publicUrl: string;
  readonly temporalUiUrl: string | undefined;
  /** The namespace of Temporal. */
  readonly namespace: string;
}): Links & StartDependencies['links'] {
  const runs = at.temporalUiUrl && `${at.temporalUiUrl}/namespaces/${at.namespace}/workflows`;
  return {
    releaseUrl: (id) => `${at.publicUrl}/ui/releases/${id}`,
    temporalUrl: (id) => runs && `${runs}/${encodeURIComponent(id)}`,
  };
}
