import { defineSearchAttributeKey } from '@temporalio/common';

// The names of columns and filters in Temporal's UI: registered before the first run.
export const serviceKey = defineSearchAttributeKey('SlipwayService', 'KEYWORD');
export const commitKey = defineSearchAttributeKey('SlipwayCommit', 'KEYWORD');
/** Of a list: `deploying` covers the verification that follows it. */
export const phaseKey = defineSearchAttributeKey('SlipwayPhase', 'KEYWORD');
export const environmentKey = defineSearchAttributeKey('SlipwayEnvironment', 'KEYWORD');
export const outcomeKey = defineSearchAttributeKey('SlipwayOutcome', 'KEYWORD');

/** `yes` on an outbox with something that was given up. */
export const undeliveredKey = defineSearchAttributeKey('SlipwayUndelivered', 'KEYWORD');

export const SEARCH_ATTRIBUTES = [
  serviceKey,
  commitKey,
  phaseKey,
  environmentKey,
  outcomeKey,
  undeliveredKey,
];
