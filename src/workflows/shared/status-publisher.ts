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

/**
 * Says where the release is: in the search attributes, which are kept and can be searched; in the
 * current details, which a person reads in the UI; and to the outbox, if the service has somebody
 * to tell.
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

  /** Once for each workflow task is enough: all that it does gets into the history at once. */
  async function wake(): Promise<void> {
    const { historyLength } = workflowInfo();
    if (!input.notifies || historyLength === toldLength) return;
    toldLength = historyLength;
    const { id: releaseId, service } = input;
    const waking = () => wakeOutbox({ releaseId, service, length: historyLength });
    // Whoever waits for news must not hold up a release: the outbox also looks by itself.
    await CancellationScope.nonCancellable(waking).catch(() => {});
  }

  const notifyOutbox = () => void wake();
  return {
    publishPhase(phase, about = {}) {
      const { environment } = about;
      upsertSearchAttributes([
        { key: phaseKey, value: phase },
        ...(environment === undefined ? [] : [{ key: environmentKey, value: environment }]),
        ...(isThere(phase, environment) ? [] : [{ key: sinceKey, value: new Date() }]),
      ]);
      setCurrentDetails(releaseDetails(input, phase, about));
      notifyOutbox();
    },
    assessPromotion(environment) {
      if (workflowInfo().typedSearchAttributes.get(environmentKey) === environment) return;
      upsertSearchAttributes([{ key: environmentKey, value: environment }]);
    },
    publishBuild() {
      setCurrentDetails(releaseDetails(input, 'building'));
      notifyOutbox();
    },
    async publishEnd(outcome, summary) {
      upsertSearchAttributes([
        { key: phaseKey, value: 'done' },
        { key: outcomeKey, value: outcome },
      ]);
      setCurrentDetails(releaseDetails(input, 'done', { summary }));
      // What is under way when the run closes is given up.
      await wake();
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
