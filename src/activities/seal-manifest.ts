import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { ApprovalRequest, SealedApprovalRequest } from '../domain/gate/approval-request.ts';

/** Gives a manifest the digest that votes name. */
export function sealManifest(manifest: ApprovalRequest): SealedApprovalRequest {
  const digest = createHash('sha256').update(canonicalJson(manifest)).digest('hex');
  return { ...manifest, digest: `sha256:${digest}` };
}
