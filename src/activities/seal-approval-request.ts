import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { ApprovalRequest, SealedApprovalRequest } from '../domain/gate/approval-request.ts';

/** Gives an approval request the digest that votes name. */
export function sealApprovalRequest(approvalRequest: ApprovalRequest): SealedApprovalRequest {
  const digest = createHash('sha256').update(canonicalJson(approvalRequest)).digest('hex');
  return { ...approvalRequest, digest: `sha256:${digest}` };
}
