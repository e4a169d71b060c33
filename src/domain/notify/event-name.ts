/**
 * What events to other systems are called, and when they are sent. Receivers match the types, so a
 * type is never given another meaning: a change of its content gets another version.
 */
const EVENTS = {
  // Of CDEvents 0.5.
  'pipelinerun.queued': {
    type: 'dev.cdevents.pipelinerun.queued.0.3.0',
    when: 'A release was started.',
  },
  'pipelinerun.started': {
    type: 'dev.cdevents.pipelinerun.started.0.3.0',
    when: 'The plan is ready.',
  },
  'pipelinerun.finished': {
    type: 'dev.cdevents.pipelinerun.finished.0.3.0',
    when: 'It has ended. `outcome` has the words of CDEvents: what was rejected, expired, superseded or cancelled is `cancel`; `customData.outcome` has those of Slipway.',
  },
  'build.started': { type: 'dev.cdevents.build.started.0.3.0', when: 'It builds.' },
  'build.finished': {
    type: 'dev.cdevents.build.finished.0.3.0',
    when: 'It was built, or could not be: `customData.outcome`.',
  },
  'artifact.packaged': {
    type: 'dev.cdevents.artifact.packaged.0.3.0',
    when: 'The artifact is stored. Its package URL has the SHA-256 of its bytes.',
  },
  'testsuiterun.started': {
    type: 'dev.cdevents.testsuiterun.started.0.3.0',
    when: 'A suite runs against the artifact.',
  },
  'testsuiterun.finished': {
    type: 'dev.cdevents.testsuiterun.finished.0.3.0',
    when: 'A suite has passed or failed.',
  },
  'taskrun.started': {
    type: 'dev.cdevents.taskrun.started.0.3.0',
    when: 'A deployment, its verification or its watch has begun.',
  },
  'taskrun.finished': {
    type: 'dev.cdevents.taskrun.finished.0.3.0',
    when: 'A deployment, its verification or its watch is over.',
  },
  'service.deployed': {
    type: 'dev.cdevents.service.deployed.0.3.0',
    when: 'The release is live in an environment.',
  },
  'service.upgraded': {
    type: 'dev.cdevents.service.upgraded.0.3.0',
    when: 'The same, where it is known that another release was live there before: where the gate or a condition of promotion has looked.',
  },
  'service.published': {
    type: 'dev.cdevents.service.published.0.3.0',
    when: 'It was verified in an environment that has a `url`.',
  },
  'service.rolledback': {
    type: 'dev.cdevents.service.rolledback.0.3.0',
    when: 'A release was rolled back.',
  },
  // Events for which CDEvents has no released type.
  'approval.created': {
    type: 'dev.cdeventsx.slipway-approval.created.0.1.0',
    when: 'A release needs approval.',
  },
  'approval.updated': {
    type: 'dev.cdeventsx.slipway-approval.updated.0.1.0',
    when: 'A vote was cast, refused or dismissed.',
  },
  'approval.reminded': {
    type: 'dev.cdeventsx.slipway-approval.reminded.0.1.0',
    when: '50 % or 90 % of the approval time has passed. `escalated` says that others may vote as well.',
  },
  'approval.closed': {
    type: 'dev.cdeventsx.slipway-approval.closed.0.1.0',
    when: 'The approval closed: approved, rejected, expired, superseded, cancelled, overridden, switched, or stale if it is requested again.',
  },
  'guidance.requested': {
    type: 'dev.cdeventsx.slipway-guidance.requested.0.1.0',
    when: 'A release needs guidance after a failure.',
  },
  'intervention.made': {
    type: 'dev.cdeventsx.slipway-intervention.made.0.1.0',
    when: 'A user overrode the gate, skipped or required approval, or gave guidance.',
  },
  'release.waiting': {
    type: 'dev.cdeventsx.slipway-release.waiting.0.1.0',
    when: 'A release is soaking, scheduled, outside its window, frozen or queued.',
  },
  'cancellation.requested': {
    type: 'dev.cdeventsx.slipway-cancellation.requested.0.1.0',
    when: 'A user cancelled the release.',
  },
} as const;

/** The short name by which a recipient asks for events. */
export type EventName = keyof typeof EVENTS;

export const EVENT_NAMES = Object.keys(EVENTS) as [EventName, ...EventName[]];

/** The `type` of such an event. */
export function typeOf(name: EventName): string {
  return EVENTS[name].type;
}

/** When the event is sent, in a sentence. */
export function whenOf(name: EventName): string {
  return EVENTS[name].when;
}
