import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Outcome, Phase, ReleaseInput } from '../domain/release.ts';
import { briefing, type BriefingFacts } from '../domain/briefing.ts';
import { environmentKey, outcomeKey, phaseKey } from './search-attributes.ts';

/**
 * Says where the release is: in the search attributes, which are kept and can be searched, and in
 * the current details, which a person reads in the UI.
 */
export function announce(
  input: ReleaseInput,
  phase: Phase,
  about: Omit<BriefingFacts, 'summary'> = {},
): void {
  upsertSearchAttributes([
    { key: phaseKey, value: phase },
    ...(about.environment === undefined ? [] : [{ key: environmentKey, value: about.environment }]),
  ]);
  setCurrentDetails(briefing(input, phase, about));
}

/** Says that the release builds: in the details only, as it was started with that phase. */
export function announceBuild(input: ReleaseInput): void {
  setCurrentDetails(briefing(input, 'building'));
}

/** Says how the release ended. */
export function announceEnd(input: ReleaseInput, outcome: Outcome, summary: string): void {
  upsertSearchAttributes([
    { key: phaseKey, value: 'done' },
    { key: outcomeKey, value: outcome },
  ]);
  setCurrentDetails(briefing(input, 'done', { summary }));
}
