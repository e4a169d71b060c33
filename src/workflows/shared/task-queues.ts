/**
 * The task queues. Each has slots of its own in a worker, so that slow work on one of them holds up
 * nothing on another. A slot waits only downwards: the API for releases, releases for environments.
 *
 * Wire names: histories store them.
 */
export const TASK_QUEUES = {
  /** Releases, rollbacks and outboxes, with the short activities that they wait for. */
  releases: 'slipway',
  /** Environments: they answer releases, and wait for none. */
  environments: 'slipway-environments',
  /** Git: a host that does not answer keeps only those waiting who need it. */
  source: 'slipway-source',
  /** Builds and tests, which are heavy. */
  build: 'slipway-build',
  /** Deployments, their verification, and probes of targets. */
  deploy: 'slipway-deploy',
  /** Watches, which mostly sleep for hours. */
  watch: 'slipway-watch',
  /** Notifications to recipients, which may not respond. */
  notify: 'slipway-notify',
} as const;

export type QueueName = keyof typeof TASK_QUEUES;
