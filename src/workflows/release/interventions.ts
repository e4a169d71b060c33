import { CancellationScope, setHandler, workflowInfo } from '@temporalio/workflow';
import type { PromotionMode } from '../../domain/plan/promotion.ts';
import {
  chosenMode,
  type GuidanceResponse,
  type Intervention,
  type InterventionContext,
  type InterventionResult,
  judgeIntervention,
  overriddenBy,
  parseIntervention,
  type SignedIntervention,
  skipsApproval,
} from '../../domain/release/intervention.ts';
import type { ReleaseInput } from '../../domain/release/release.ts';
import { checkIntervention } from '../shared/activity-stubs.ts';
import { interventionReceiptQuery, interventionSignal } from '../shared/messages.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';

/** What people have ordered. */
export interface Interventions {
  /** Who used the override, if anyone did. */
  overriddenBy(environment: string): string | undefined;
  /** The mode that a person switched to, if one did. */
  modeOf(environment: string): PromotionMode | undefined;
  /** Whether a person has let it in without asking at its gate. */
  skipsApproval(environment: string): boolean;
  /** The answer to a question, if there is one. */
  answerTo(guidanceRequest: string): GuidanceResponse | undefined;
  /** Says what orders are held against from now on. */
  setContext(situation: Omit<InterventionContext, 'runId'>): void;
}

const EXAMPLE =
  '{"kind":"override","environment":"production","reason":"…"}. Typed in here it carries no signature, and does nothing.';

/** Lets people order something of this release. Call it before the first `await`. */
export function handleInterventions(
  input: ReleaseInput,
  publisher: Pick<StatusPublisher, 'notifyOutbox'>,
): Interventions {
  const { runId } = workflowInfo();
  const obeyed: Intervention[] = [];
  const receipts = new Map<string, InterventionResult>();
  let situation: Omit<InterventionContext, 'runId'> = { isWaiting: false };
  let turn = Promise.resolve();

  async function take(signed: SignedIntervention): Promise<void> {
    const { intervention } = await checkIntervention({ intervention: signed, key: input.voteKey });
    const effect = judgeIntervention(intervention, { ...situation, runId });
    receipts.set(intervention.interventionId, effect);
    if (effect.kind === 'done') obeyed.push(intervention);
    publisher.notifyOutbox();
  }

  setHandler(
    interventionSignal,
    async (payload) => {
      const intervention = parseIntervention(payload);
      if (!intervention || receipts.has(intervention.interventionId)) return;
      turn = turn.then(() => CancellationScope.nonCancellable(() => take(intervention)));
      await turn;
    },
    { description: `Overrides a gate, switches the promotion, or guides: ${EXAMPLE}` },
  );
  setHandler(interventionReceiptQuery, (interventionId) => receipts.get(interventionId) ?? null, {
    description: 'What became of the order with this orderId.',
  });

  return {
    overriddenBy: (environment) => overriddenBy(obeyed, environment),
    modeOf: (environment) => chosenMode(obeyed, environment),
    skipsApproval: (environment) => skipsApproval(obeyed, environment),
    answerTo: (guidanceRequest) =>
      obeyed.find(
        (intervention): intervention is GuidanceResponse =>
          intervention.kind === 'guidance' && intervention.guidanceRequest === guidanceRequest,
      ),
    setContext: (next) => (situation = next),
  };
}
