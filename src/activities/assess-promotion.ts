import { type EnvironmentState, setLive } from '../domain/environment/environment.ts';
import type { LiveRelease } from '../domain/environment/live-release.ts';
import { rollbackRelease } from '../domain/environment/rollback.ts';
import { EVERYBODY } from '../domain/gate/gate.ts';
import {
  type Change,
  countLately,
  eachOnce,
  hoursBetween,
  summarizeChange,
} from '../domain/plan/change.ts';
import {
  choosePromotion,
  type ConditionResult,
  type PromotionChoice,
  type PromotionMode,
  type PromotionRule,
} from '../domain/plan/promotion.ts';
import type { PromotionAssessment, PromotionInput } from '../domain/plan/promotion-assessment.ts';
import type { CommittedChange } from '../source/change.ts';
import type { Source } from '../source/source.ts';
import type { Environments } from './environment.ts';
import { inCatalogue } from './failure.ts';
import { sealApprovalRequest } from './seal-approval-request.ts';

export interface AssessPromotionDependencies {
  readonly environments: Pick<Environments, 'state'>;
  readonly source: Pick<Source, 'change' | 'isAncestor'>;
  /** Never throws. */
  evaluate(condition: string, change: Change): ConditionResult;
  /** Default: the clock of this machine */
  now?(): number;
}

/**
 * Assesses the promotion of a release to an environment: the live release, the change, the rule
 * that chooses the mode, and the users who cannot approve. Only reads; may be repeated.
 *
 * @throws the failures of the source
 */
export function createAssessPromotion(dependencies: AssessPromotionDependencies) {
  const assess = createPromotionAssessor(dependencies);
  return async function assessPromotion(question: PromotionInput): Promise<PromotionAssessment> {
    return inCatalogue(() => assess(question));
  };
}

/** The same assessment outside of activities. @throws SlipwayError the failures of the source */
export function createPromotionAssessor({
  environments,
  source,
  evaluate,
  now = Date.now,
}: AssessPromotionDependencies) {
  return async function assess(question: PromotionInput): Promise<PromotionAssessment> {
    const { release, repository, rules, mode, reason, ...asked } = question;
    const state = await environments.state(asked.service, asked.environment);
    const openedAtMs = now();
    const live = state?.live;
    const committed = await source.change({
      repository,
      to: asked.commit,
      ...(live && { from: live.commit }),
    });
    const change = changeOf(committed, { ref: release.ref, state, nowMs: openedAtMs });
    const isOlder = await isOlderThan(source, question, live);
    const back = state && rollbackOf(state, question);
    return {
      approvalRequest: sealApprovalRequest({
        releaseId: release.id,
        ...asked,
        live: live?.releaseId ?? null,
      }),
      excludedApprovers: excludedApproversOf(release, change, committed),
      openedAtMs,
      ...decide({ rules, mode, reason }, committed, (condition) => evaluate(condition, change)),
      change: summarizeChange(change, committed),
      ...(live && isOlder && { newerLiveRelease: live.releaseId }),
      ...(back && { rollbackTo: back.releaseId }),
    };
  };
}

/**
 * Who has a part in it. Of a change with more authors than are named nobody can be said to be none
 * of them.
 */
function excludedApproversOf(
  { startedBy, author }: PromotionInput['release'],
  change: Change,
  { authors, authorCount }: CommittedChange,
): readonly string[] {
  if (authors.length < authorCount) return [EVERYBODY];
  const excludedApprovers = eachOnce([startedBy, author.email, ...change.authors]);
  // Whatever address a commit names, it keeps nobody else from approving.
  return excludedApprovers.filter((name) => name !== EVERYBODY);
}

interface ChangeContext {
  readonly ref: string | undefined;
  readonly state: EnvironmentState | undefined;
  readonly nowMs: number;
}

function changeOf(committed: CommittedChange, { ref, state, nowMs }: ChangeContext): Change {
  const { paths, linesAdded, linesRemoved, authors, message } = committed;
  return {
    paths,
    linesAdded,
    linesRemoved,
    authors: eachOnce(authors.map(({ email }) => email)),
    message,
    branch: ref ?? null,
    hoursSinceDeployment: state?.live ? hoursBetween(state.live.atMs, nowMs) : null,
    failuresLately: countLately(state?.failures ?? [], nowMs),
  };
}

type Decision = PromotionChoice & Pick<PromotionAssessment, 'problems'>;

function decide(
  given: {
    readonly rules: readonly PromotionRule[] | undefined;
    readonly mode: PromotionMode;
    readonly reason: string | undefined;
  },
  { paths, pathCount, authors, authorCount }: CommittedChange,
  evaluate: (condition: string) => ConditionResult,
): Decision {
  const { rules, mode, reason } = given;
  if (!rules) return { mode, ...(reason !== undefined && { reason }) };
  // A rule that holds for the files that are seen may not hold for the others.
  if (paths.length < pathCount)
    return {
      mode: 'approval',
      reason: `${pathCount} files changed, too many to evaluate the conditions`,
    };
  if (authors.length < authorCount)
    return { mode: 'approval', reason: `${authorCount} people wrote it, too many for conditions` };
  const problems: string[] = [];
  const promotion = choosePromotion(rules, ({ when, mode: wanted }) => {
    const { matches, problem } = evaluate(when);
    if (problem === undefined) return matches;
    problems.push(`${when}: ${problem}`);
    // A gate too many is fixed sooner than a release too many.
    return wanted === 'approval';
  });
  return { ...promotion, ...(problems.length > 0 && { problems }) };
}

/** Whether what is live was committed on top of this one. */
async function isOlderThan(
  source: Pick<Source, 'isAncestor'>,
  { repository, commit }: PromotionInput,
  live: LiveRelease | undefined,
): Promise<boolean> {
  if (!live || live.commit === commit) return false;
  return source.isAncestor({ repository, older: commit, newer: live.commit });
}

/** The release that a rollback would deploy, were this one live. */
function rollbackOf(state: EnvironmentState, question: PromotionInput): LiveRelease | undefined {
  const { release, commit, artifact } = question;
  const next = { releaseId: release.id, commit, digest: artifact, atMs: 0, verified: false };
  return rollbackRelease(setLive(state, next), question).release;
}
