import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { StartRequest } from '../api/engine.ts';
import { plainLine, plainText } from '../workflows/shared/markdown.ts';
import type { PromotionMode } from '../domain/plan/promotion.ts';
import { releaseId } from '../domain/release/release-id.ts';
import type { ReleaseInput } from '../domain/release/release.ts';
import type { ReleaseWorkflow } from '../workflows/shared/messages.ts';
import {
  commitKey,
  outcomeKey,
  phaseKey,
  serviceKey,
} from '../workflows/shared/search-attributes.ts';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';

/** How often one commit of a service may be started. */
const MOST_ROUNDS = 1_000;

/**
 * Starts a release, or finds the one that exists: the id of the workflow is the lock. A commit whose
 * release ended before production is started again under a new id, unless it is to be started once only.
 */
export async function startRelease(
  client: Client,
  request: StartRequest,
): Promise<{ id: string; created: boolean }> {
  const known = await existingRelease(client, request);
  if (known !== undefined) return { id: known, created: false };
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const id = releaseId(request.service, request.commit, round);
    if (await startOnce(client, id, request)) return { id, created: true };
    if (request.once || !(await endedShort(client, id))) return { id, created: false };
  }
  throw new RangeError(`${request.commit} was started ${MOST_ROUNDS} times`);
}

/** The release of the commit that runs or is in production, under any of its ids. */
export async function existingRelease(
  client: Client,
  { service, commit }: Pick<StartRequest, 'service' | 'commit'>,
): Promise<string | undefined> {
  const query = [
    'WorkflowType = "release"',
    `${serviceKey.name} = "${service}"`,
    `${commitKey.name} = "${commit}"`,
    `(ExecutionStatus = "Running" OR ${outcomeKey.name} = "succeeded")`,
  ].join(' AND ');
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1 }))
    return workflowId;
  return undefined;
}

async function startOnce(client: Client, id: string, request: StartRequest): Promise<boolean> {
  const { mode, once: _, urlOf, notifies, ...rest } = request;
  const told = notifies ? { notifies } : {};
  const input: ReleaseInput = { ...rest, id, url: urlOf(id), ...told };
  try {
    await client.workflow.start<ReleaseWorkflow>('release', {
      workflowId: id,
      taskQueue: TASK_QUEUES.releases,
      args: [input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: [
        { key: serviceKey, value: input.service },
        { key: commitKey, value: input.commit },
        { key: phaseKey, value: 'building' },
      ],
      memo: { release: memoOf(input) },
      staticSummary: summaryOf(input, mode),
      staticDetails: detailsOf(input, mode),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function endedShort(client: Client, id: string): Promise<boolean> {
  const { status, typedSearchAttributes } = await client.workflow.getHandle(id).describe();
  return status.name !== 'RUNNING' && typedSearchAttributes.get(outcomeKey) !== 'succeeded';
}

/** The data of a release in a list, for which no history is read. */
export type ReleaseMemo = Pick<
  ReleaseInput,
  'service' | 'commit' | 'ref' | 'author' | 'subject' | 'startedBy'
>;

function memoOf({ service, commit, ref, author, subject, startedBy }: ReleaseInput): ReleaseMemo {
  return { service, commit, ...(ref !== undefined && { ref }), author, subject, startedBy };
}

/** Temporal keeps 200 characters of it. */
function summaryOf({ service, commit, subject }: ReleaseInput, mode: PromotionMode): string {
  const how = mode === 'approval' ? 'Continuous Delivery' : 'Continuous Deployment';
  return `${service} ${commit.slice(0, 12)} by ${how}: ${plainLine(subject)}`.slice(0, 180);
}

function detailsOf(input: ReleaseInput, mode: PromotionMode): string {
  const how =
    mode === 'approval'
      ? 'Production requires approval (Continuous Delivery)'
      : 'Production is automatic (Continuous Deployment)';
  return [
    `- service: ${input.service}`,
    `- commit: \`${input.commit}\``,
    `- message: ${plainText(input.subject)}`,
    `- author: ${plainText(`${input.author.name} ${input.author.email}`)}`,
    `- started by: ${plainText(input.startedBy)}`,
    `- ${how}`,
    `- [${input.id}](${input.url})`,
  ].join('\n');
}
