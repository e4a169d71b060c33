import { defineSearchAttributeKey } from '@temporalio/common';

// The names of columns and filters in Temporal's UI: registered before the first run.
export const serviceKey = defineSearchAttributeKey('SlipwayService', 'KEYWORD');
export const commitKey = defineSearchAttributeKey('SlipwayCommit', 'KEYWORD');
/** Of a list: `deploying` covers the verification that follows it. */
export const phaseKey = defineSearchAttributeKey('SlipwayPhase', 'KEYWORD');
export const environmentKey = defineSearchAttributeKey('SlipwayEnvironment', 'KEYWORD');
/** When the current phase in the current environment began. */
export const sinceKey = defineSearchAttributeKey('SlipwaySince', 'DATETIME');
export const outcomeKey = defineSearchAttributeKey('SlipwayOutcome', 'KEYWORD');

/** `yes` on an outbox with failed notifications. */
export const failedNotificationsKey = defineSearchAttributeKey(
  'SlipwayFailedNotifications',
  'KEYWORD',
);

export const SEARCH_ATTRIBUTES = [
  serviceKey,
  commitKey,
  phaseKey,
  environmentKey,
  sinceKey,
  outcomeKey,
  failedNotificationsKey,
];

/** Their types, as Temporal's command line calls them. */
export const SEARCH_ATTRIBUTE_TYPES = Object.fromEntries(
  SEARCH_ATTRIBUTES.map(({ name, type }) => [
    name,
    type === 'DATETIME' ? ('Datetime' as const) : ('Keyword' as const),
  ]),
);
