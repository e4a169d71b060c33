import { activityInfo } from '@temporalio/activity';
import { SlipwayError } from '../domain/errors.ts';
import { toFailure } from './failure.ts';
import type { Activities, ActivityGroups } from './index.ts';

/** A workflow type, by the name that Temporal knows it by. */
export type WorkflowType = 'release' | 'rollback' | 'environment' | 'outbox';

/** The workflow types that may schedule each activity. */
export const SCHEDULERS = {
  planRelease: ['release'],
  build: ['release'],
  test: ['release'],
  assessPromotion: ['release'],
  recheckVoters: ['release'],
  checkVote: ['release'],
  remind: ['release'],
  checkIntervention: ['release'],
  checkWindow: ['release'],
  checkAge: ['release'],
  recheckBeforeDeploy: ['release'],
  checkSoak: ['release'],
  checkLive: ['release'],
  supersedeOlder: ['release'],
  askForGuidance: ['release'],
  watch: ['release'],
  wakeOutbox: ['release'],
  requestLock: ['release', 'rollback'],
  unlock: ['release', 'rollback'],
  deploy: ['release', 'rollback'],
  verify: ['release', 'rollback'],
  appendAuditLog: ['rollback'],
  planRollback: ['rollback'],
  probe: ['environment'],
  isHolderRunning: ['environment'],
  recheckWaiting: ['environment'],
  recordNewEvents: ['outbox'],
  sendNotification: ['outbox'],
} as const satisfies Readonly<Record<keyof Activities, readonly WorkflowType[]>>;

/**
 * The same activities, each of which runs for the workflow types of its row only. Anybody who
 * reaches Temporal can schedule an activity: by a workflow of another type, or by none.
 *
 * Each throws ACTIVITY_REFUSED, which no other try changes, and then has done nothing.
 */
export function onlyForSchedulers<Some extends Partial<Activities>>(activities: Some): Some {
  const held = Object.entries(activities).map(([name, run]) => [
    name,
    async (...args: readonly unknown[]) => {
      refuseOthers(name as keyof Activities);
      return await (run as (...args: readonly unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return Object.fromEntries(held) as Some;
}

/** The same for the activities of all queues. */
export function allOnlyForSchedulers(groups: ActivityGroups): ActivityGroups {
  const held = Object.entries(groups).map(([queue, group]) => [queue, onlyForSchedulers(group)]);
  return Object.fromEntries(held) as ActivityGroups;
}

function refuseOthers(name: keyof Activities): void {
  const { inWorkflow, workflowType } = activityInfo();
  const schedulers: readonly string[] = SCHEDULERS[name];
  if (inWorkflow && workflowType !== undefined && schedulers.includes(workflowType)) return;
  const by = inWorkflow ? `a workflow of the type ${workflowType}` : 'no workflow';
  const sentence = `${name} was scheduled by ${by}; only ${schedulers.join(' and ')} may do that.`;
  throw toFailure(new SlipwayError('ACTIVITY_REFUSED', sentence));
}
