import {
  CancellationScope,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Outcome, Phase, ReleaseInput } from '../../domain/release/release.ts';
import { releaseDetails, type RunDetails } from '../../domain/release/run-details.ts';
import { wakeOutbox } from './activity-stubs.ts';
import { environmentKey, outcomeKey, phaseKey, sinceKey } from './search-attributes.ts';
import { untilAnswered } from './until-answered.ts';

/**
 * Says where the release is: in the search attributes, which are kept and can be searched; in the
 * current details, which a person reads in the UI; and to the outbox, which keeps the audit log and
 * tells others.
 */
export interface StatusPublisher {
  publishPhase(phase: Phase, about?: Omit<RunDetails, 'summary'>): void;
  /** Says for which environment it is going to be looked how it is entered, so that changes are told. */
  assessPromotion(environment: string): void;
  /** Says that it builds: in the details only, as it was started with that phase. */
  publishBuild(): void;
  /** Says how the release ended. */
  publishEnd(outcome: Outcome, summary: string): Promise<void>;
  /** Says that there is something new in the history, or will be when this task is over. */
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

/** Whether the release has announced that already: then it is there for as long as before. */
function isThere(phase: Phase, environment: string | undefined): boolean {
  const { typedSearchAttributes: known } = workflowInfo();
  return (
    known.get(phaseKey) === phase &&
    known.get(sinceKey) !== undefined &&
    (environment === undefined || known.get(environmentKey) === environment)
  );
}
