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

/** The interventions of users so far. */
export interface Interventions {
  /** The user who used the emergency override, if one did. */
  overriddenBy(environment: string): string | undefined;
  /** The mode that a user switched to, if one did. */
  modeOf(environment: string): PromotionMode | undefined;
  /** Whether a user has skipped the approval. */
  skipsApproval(environment: string): boolean;
  /** The response to a guidance request, if there is one. */
  responseTo(guidanceRequest: string): GuidanceResponse | undefined;
  /** Sets what interventions are judged by from now on. */
  setContext(context: Omit<InterventionContext, 'runId'>): void;
}

const EXAMPLE =
  '{"kind":"override","environment":"production","reason":"…"}. Without a signature it does nothing.';

/** Lets users intervene in this release. Call it before the first `await`. */
export function handleInterventions(
  input: ReleaseInput,
  publisher: Pick<StatusPublisher, 'notifyOutbox'>,
): Interventions {
  const { runId } = workflowInfo();
  const accepted: Intervention[] = [];
  const receipts = new Map<string, InterventionResult>();
  let context: Omit<InterventionContext, 'runId'> = { isWaiting: false };
  let turn = Promise.resolve();

  async function take(signed: SignedIntervention): Promise<void> {
    const { intervention } = await checkIntervention({ intervention: signed, key: input.voteKey });
    const effect = judgeIntervention(intervention, { ...context, runId });
    receipts.set(intervention.interventionId, effect);
    if (effect.kind === 'done') accepted.push(intervention);
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
    {
      description: `Overrides a gate, changes the mode, or responds to a guidance request: ${EXAMPLE}`,
    },
  );
  setHandler(interventionReceiptQuery, (interventionId) => receipts.get(interventionId) ?? null, {
    description: 'The effect of the intervention with this interventionId.',
  });

  return {
    overriddenBy: (environment) => overriddenBy(accepted, environment),
    modeOf: (environment) => chosenMode(accepted, environment),
    skipsApproval: (environment) => skipsApproval(accepted, environment),
    responseTo: (guidanceRequest) =>
      accepted.find(
        (intervention): intervention is GuidanceResponse =>
          intervention.kind === 'guidance' && intervention.guidanceRequest === guidanceRequest,
      ),
    setContext: (next) => (context = next),
  };
}
