import {
  CancellationScope,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Outcome, Phase, ReleaseInput } from '../../domain/release/release.ts';
import { releaseDetails, type RunDetails } from './run-details.ts';
import { wakeOutbox } from './activity-stubs.ts';
import { environmentKey, outcomeKey, phaseKey, sinceKey } from './search-attributes.ts';
import { untilAnswered } from './until-answered.ts';

/**
 * Publishes the state of a release: in search attributes, for lists; in the current details, for
 * Temporal's UI; and to the outbox, which keeps the audit log and sends notifications.
 */
export interface StatusPublisher {
  publishPhase(phase: Phase, about?: Omit<RunDetails, 'summary'>): void;
  /** Publishes for which environment the promotion is assessed, so that the release hears of changes there. */
  assessPromotion(environment: string): void;
  /** Publishes that it builds: in the details only, as it was started with that phase. */
  publishBuild(): void;
  /** Publishes how the release ended. */
  publishEnd(outcome: Outcome, summary: string): Promise<void>;
  /** Tells the outbox that the history has new events, or will have at the end of this task. */
  notifyOutbox(): void;
}

export function createStatusPublisher(input: ReleaseInput): StatusPublisher {
  let toldLength = 0;
  let isOutboxStarted = false;

  /** Once for each workflow task is enough: all that it does gets into the history at once. */
  function notifyOutbox(): void {
    const { historyLength } = workflowInfo();
    if (historyLength === toldLength) return;
    toldLength = historyLength;
    // Neither the audit log nor a recipient holds up a release: the outbox also looks by itself.
    wake(wakeOutbox).catch(() => {});
  }

  async function wake(activity: typeof wakeOutbox): Promise<void> {
    const { historyLength: length, runId } = workflowInfo();
    const { id: releaseId, service } = input;
    await CancellationScope.nonCancellable(() => activity({ releaseId, service, runId, length }));
    isOutboxStarted = true;
  }

  /** A phase is announced only where somebody is told about it. */
  const announcePhase = () => {
    if (input.notifies) notifyOutbox();
  };
  return {
    publishPhase(phase, about = {}) {
      const { environment } = about;
      upsertSearchAttributes([
        { key: phaseKey, value: phase },
        ...(environment === undefined ? [] : [{ key: environmentKey, value: environment }]),
        ...(isThere(phase, environment) ? [] : [{ key: sinceKey, value: new Date() }]),
      ]);
      setCurrentDetails(releaseDetails(input, phase, about));
      announcePhase();
    },
    assessPromotion(environment) {
      if (workflowInfo().typedSearchAttributes.get(environmentKey) === environment) return;
      upsertSearchAttributes([{ key: environmentKey, value: environment }]);
    },
    publishBuild() {
      setCurrentDetails(releaseDetails(input, 'building'));
      announcePhase();
    },
    async publishEnd(outcome, summary) {
      upsertSearchAttributes([
        { key: phaseKey, value: 'done' },
        { key: outcomeKey, value: outcome },
      ]);
      setCurrentDetails(releaseDetails(input, 'done', { summary }));
      // An outbox that was started finds the end by itself; one that was not would leave no audit log.
      if (isOutboxStarted) await wake(wakeOutbox).catch(() => {});
      else await wake(untilAnswered({ wakeOutbox }).wakeOutbox);
    },
    notifyOutbox,
  };
}

/** Whether the release is in that phase already: then the phase has its old beginning. */
function isThere(phase: Phase, environment: string | undefined): boolean {
  const { typedSearchAttributes: known } = workflowInfo();
  return (
    known.get(phaseKey) === phase &&
    known.get(sinceKey) !== undefined &&
    (environment === undefined || known.get(environmentKey) === environment)
  );
}
