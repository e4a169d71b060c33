// @ts-check
/**
 * What the stream of a release may tell: each kind is an event of its own for a browser.
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
