import { defineSearchAttributeKey } from '@temporalio/common';

// The names of columns and filters in Temporal's UI: registered before the first run.
export const serviceKey = defineSearchAttributeKey('SlipwayService', 'KEYWORD');
export const commitKey = defineSearchAttributeKey('SlipwayCommit', 'KEYWORD');
/** Of a list: `deploying` covers the verification that follows it. */
export const phaseKey = defineSearchAttributeKey('SlipwayPhase', 'KEYWORD');
export const environmentKey = defineSearchAttributeKey('SlipwayEnvironment', 'KEYWORD');
export const outcomeKey = defineSearchAttributeKey('SlipwayOutcome', 'KEYWORD');

export const SEARCH_ATTRIBUTES = [serviceKey, commitKey, phaseKey, environmentKey, outcomeKey];
