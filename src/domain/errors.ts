/**
 * Every expected failure: whether a retry can help, and how to fix it. The code is a contract:
 * API clients, histories and docs/errors.md name it, so its meaning never changes.
 */
export const ERRORS = {
  // The request
  MALFORMED_JSON: { retryable: false, next: 'Send a JSON object as the body.' },
  UNSUPPORTED_MEDIA_TYPE: { retryable: false, next: 'Send Content-Type: application/json.' },
  BODY_TOO_LARGE: { retryable: false, next: 'Keep the body under the limit in the message.' },
  INVALID_REQUEST: { retryable: false, next: 'Fix the field named in the message.' },
  PAGE_NOT_FOUND: { retryable: false, next: 'See /docs for every path.' },
  METHOD_NOT_ALLOWED: { retryable: false, next: 'Use a method from the Allow header.' },
  // Users and sign-in
  UNAUTHENTICATED: {
    retryable: false,
    next: 'Sign in at /ui/sign-in, or send `Authorization: Bearer` with a valid token.',
  },
  FORBIDDEN: { retryable: false, next: 'Ask the operator for the role named in the message.' },
  HOST_NOT_ALLOWED: {
    retryable: false,
    next: 'Use 127.0.0.1 or localhost, or add users to slipway.yaml.',
  },
  USERS_ONLY: { retryable: false, next: "Use a user's token; service accounts cannot do this." },
  CROSS_SITE: {
    retryable: false,
    next: 'Send the request from a Slipway page or the command line, or use a bearer token.',
  },
  SIGN_IN_FAILED: { retryable: true, next: 'Start signing in again.' },
  SIGN_IN_REFUSED: {
    retryable: false,
    next: 'Ask the operator to add you to a group in slipway.yaml or at the identity provider.',
  },
  SIGN_IN_INSECURE: {
    retryable: false,
    next: 'Open Slipway over https. Plain http works only on the machine itself.',
  },
  TOO_MANY_ATTEMPTS: { retryable: true, next: 'Wait for the time in Retry-After.' },
  PROVIDER_UNREACHABLE: {
    retryable: true,
    next: 'Try again. If it persists, check that the API can reach the issuer.',
  },
  PROVIDER_INVALID: {
    retryable: false,
    next: 'Check `signIn` in slipway.yaml against the client settings at the provider.',
  },
  // Webhooks
  WEBHOOK_NOT_CONFIGURED: {
    retryable: false,
    next: 'Add its secret under `webhooks` in slipway.yaml.',
  },
  WEBHOOK_SIGNATURE_INVALID: {
    retryable: false,
    next: 'Give the sender the secret named in slipway.yaml; see docs/webhooks.md.',
  },
  WEBHOOK_TIMESTAMP_EXPIRED: {
    retryable: false,
    next: 'Check both clocks, then send it again with a new signature.',
  },
  // Resources
  SERVICE_NOT_FOUND: { retryable: false, next: 'Use a service from GET /services.' },
  ENVIRONMENT_NOT_FOUND: {
    retryable: false,
    next: 'Use an environment of that service; GET /services lists them.',
  },
  RELEASE_NOT_FOUND: { retryable: false, next: 'Use a release from GET /releases.' },
  RELEASE_ENDED: { retryable: false, next: 'Start a new release.' },
  CURSOR_INVALID: { retryable: false, next: 'Request the list again without a cursor.' },
  PERIOD_INVALID: {
    retryable: false,
    next: 'Choose a start day before the end day, and at most 400 periods.',
  },
  TIME_ZONE_INVALID: { retryable: false, next: 'Use an IANA time zone, such as Europe/Berlin.' },
  LOG_NOT_FOUND: { retryable: true, next: 'Use a step that has started; the release lists them.' },
  AUDIT_LOG_NOT_FOUND: { retryable: true, next: 'Try again once the release has started.' },
  // The source
  REF_NOT_FOUND: { retryable: false, next: 'Push the branch or tag, or use another.' },
  COMMIT_NOT_FOUND: { retryable: false, next: 'Push the commit, or use another.' },
  COMMIT_AMBIGUOUS: { retryable: false, next: 'Use more digits of the commit.' },
  COMMIT_NOT_ALLOWED: {
    retryable: false,
    next: 'Merge the commit into one of the branches in the message.',
  },
  REPOSITORY_UNREACHABLE: {
    retryable: true,
    next: 'Check the address, the network and the credentials.',
  },
  SUBMODULES_UNSUPPORTED: {
    retryable: false,
    next: 'Vendor the submodules, or fetch them in the build command.',
  },
  LFS_UNSUPPORTED: {
    retryable: false,
    next: 'Keep large files out of LFS, or fetch them in the build command.',
  },
  PIPELINE_MISSING: {
    retryable: false,
    next: 'Commit a pipeline.yaml at the root of the repository.',
  },
  PIPELINE_INVALID: { retryable: false, next: 'Fix the line named in the message, and commit.' },
  CONFIG_INVALID: { retryable: false, next: 'Fix the setting named in the message.' },
  // The steps
  BUILD_FAILED: {
    retryable: false,
    next: 'Read the build log, fix the cause, and start a release of the new commit.',
  },
  TESTS_FAILED: {
    retryable: false,
    next: 'Read the log of the suite, fix the cause, and start a release of the new commit.',
  },
  STEP_TIMED_OUT: { retryable: false, next: 'Make the step faster, or raise its timeout.' },
  STEP_KILLED: {
    retryable: false,
    next: 'Read the end of the step log. Often the machine ran out of memory.',
  },
  LOG_TOO_LARGE: { retryable: false, next: 'Reduce the output. A step can print up to 64 MiB.' },
  SECRET_MISSING: {
    retryable: false,
    next: 'Set the variable named in the message on the worker.',
  },
  WORKER_STOPPED: {
    retryable: true,
    next: 'No action needed. Another worker runs the step again.',
  },
  ACTIVITY_REFUSED: {
    retryable: false,
    next: "Start releases through the API: activities run for Slipway's own workflows only.",
  },
  // The artifact
  ARTIFACT_MISSING: { retryable: false, next: 'Make the build write the path in `artifact`.' },
  ARTIFACT_EMPTY: { retryable: false, next: 'Make the build write at least one file there.' },
  ARTIFACT_OUTSIDE_WORKSPACE: {
    retryable: false,
    next: 'Keep the artifact and its symbolic links inside the workspace.',
  },
  SPECIAL_FILE_UNSUPPORTED: {
    retryable: false,
    next: 'Make the build remove its pipes, sockets and devices, or write them outside the artifact.',
  },
  NAME_UNSUPPORTED: {
    retryable: false,
    next: 'Make the build use another file name, or deploy to a file system that accepts this one.',
  },
  ARTIFACT_CORRUPT: {
    retryable: false,
    next: 'Stop deploying from this store, and check its disk.',
  },
  ARTIFACT_NOT_FOUND: {
    retryable: false,
    next: 'Start a new release; the store no longer has this artifact.',
  },
  DISK_FULL: { retryable: false, next: 'Free space on the disk named in the message.' },
  // The environment
  TARGET_NOT_WRITABLE: {
    retryable: false,
    next: "Give the worker write access to the target's path.",
  },
  DEPLOY_FAILED: { retryable: false, next: 'Read the deployment log.' },
  ACTIVATION_FAILED: {
    retryable: false,
    next: 'Read the deployment log. The previous release is live again.',
  },
  VERIFICATION_FAILED: { retryable: false, next: 'Read the verification log.' },
  VERIFICATION_INCONCLUSIVE: {
    retryable: false,
    next: 'Check that the worker can reach the URL of the environment.',
  },
  WATCH_FAILED: { retryable: false, next: 'Read the watch log.' },
  DEPLOYMENT_STATE_UNKNOWN: {
    retryable: false,
    next: 'Check which release is live on the target, then respond to the guidance request.',
  },
  // The gate
  GATE_NOT_OPEN: { retryable: false, next: 'Vote once the release is awaiting approval.' },
  GATE_CLOSED: {
    retryable: false,
    next: 'The approval is already decided; open the release to see how.',
  },
  APPROVAL_REQUEST_CHANGED: {
    retryable: false,
    next: 'Read the current approval request, and vote on that.',
  },
  NOT_ELIGIBLE: { retryable: false, next: 'Ask a member of the groups that must approve.' },
  SELF_APPROVAL: {
    retryable: false,
    next: 'Ask another user to approve. If more than 1,000 people wrote the change, use an override.',
  },
  COMMENT_REQUIRED: { retryable: false, next: 'Add a `comment` that says why you reject.' },
  DEPLOY_AFTER_TOO_LATE: { retryable: false, next: 'Choose a time within a year.' },
  SIGNING_KEY_UNKNOWN: {
    retryable: false,
    next: 'Start the release through an API that uses this store.',
  },
  VOTE_UNSIGNED: { retryable: false, next: 'Vote through the API, the CLI or the page.' },
  // Interventions
  INTERVENTION_UNSIGNED: { retryable: false, next: 'Use the API, the CLI or the page.' },
  NOTHING_TO_ACT_ON: {
    retryable: false,
    next: 'Read `waitingFor` of the release to see what it needs now.',
  },
  CHOICE_UNAVAILABLE: { retryable: false, next: 'Choose one of `guidanceRequest.choices`.' },
  ROLLBACK_IMPOSSIBLE: {
    retryable: false,
    next: "Choose a verified release from the environment's history, or start a release of a new commit.",
  },
  // Notifications
  NOTIFICATION_FAILED: {
    retryable: true,
    next: 'Slipway retries for three days. After that, resend it once the recipient works.',
  },
  NOTIFICATION_REFUSED: {
    retryable: true,
    next: 'Fix the address or the secret in slipway.yaml, then resend it.',
  },
  RECIPIENT_GONE: {
    retryable: false,
    next: 'Remove the recipient from slipway.yaml, or fix it and resend.',
  },
  NOTIFICATION_NOT_FOUND: { retryable: false, next: 'Use a failed notification of the release.' },
  // The engine
  NO_WORKER: { retryable: true, next: 'Start a worker. Nothing is lost meanwhile.' },
  TEMPORAL_UNREACHABLE: {
    retryable: true,
    next: 'Check that Temporal is running and that TEMPORAL_ADDRESS is right.',
  },
  TEMPORAL_NOT_FOUND: {
    retryable: false,
    next: 'Install the Temporal CLI, or set TEMPORAL_ADDRESS.',
  },
  PORT_IN_USE: {
    retryable: false,
    next: 'Stop the program on that port, or choose another port with the setting in the message.',
  },
  DATABASE_IN_USE: {
    retryable: false,
    next: 'Stop the other `npm start` in this directory, or the server named in the message.',
  },
  DATA_OF_ANOTHER_VERSION: {
    retryable: false,
    next: 'Finish its releases with the version that made it, or start fresh: move the directory away, or set SLIPWAY_DATA_DIR and `store` to new ones.',
  },
  BIND_REFUSED: { retryable: false, next: 'Add users to slipway.yaml, or listen on 127.0.0.1.' },
  INTERNAL: { retryable: true, next: 'Try again. The server log has the details.' },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure, with a message that is safe to show. Every other error is a bug. */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError';
  readonly code: ErrorCode;
  /** Plain JSON, which the response has beside the message. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = options.details;
  }
}

/** The public message of a bug; the history and the log have the details. */
export const UNEXPECTED = 'An unexpected error happened.';

/** Reads the code from the type of a failure. An unknown type is a bug. */
export function codeOfType(type: string | null | undefined): ErrorCode {
  return type && Object.hasOwn(ERRORS, type) ? (type as ErrorCode) : 'INTERNAL';
}
