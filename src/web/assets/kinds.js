// @ts-check
/**
 * The kinds of release events: each is an event type of the stream.
 *
 * @satisfies {readonly import('../../domain/release/event.ts').ReleaseEventBody['kind'][]}
 */
export const KINDS = /** @type {const} */ ([
  'started',
  'planned',
  'step-queued',
  'step-waiting',
  'step-started',
  'step-ended',
  'promotion-decided',
  'voted',
  'votes-dropped',
  'intervention',
  'soaking',
  'window',
  'queued',
  'entered',
  'asked',
  'rolling-back',
  'rolled-back',
  'reminded',
  'superseded',
  'cancel-requested',
  'ended',
]);
