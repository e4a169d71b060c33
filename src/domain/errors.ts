/**
 * Every failure that Slipway expects: whether another try may help, and what to do next. The code
 * is the contract: API clients, histories and docs/errors.md name it, so it keeps its meaning.
 */
export const ERRORS = {
  // The request
  MALFORMED_JSON: { retryable: false, next: 'Send a JSON object as the body.' },
  UNSUPPORTED_MEDIA_TYPE: { retryable: false, next: 'Send Content-Type: application/json.' },
  BODY_TOO_LARGE: { retryable: false, next: 'Send at most as much as the answer says.' },
  INVALID_REQUEST: { retryable: false, next: 'Mend the field that the answer names.' },
  PAGE_NOT_FOUND: { retryable: false, next: 'See /docs for every path.' },
  METHOD_NOT_ALLOWED: { retryable: false, next: 'Use a method that the Allow header names.' },
  // The caller
  UNAUTHENTICATED: {
    retryable: false,
    next: 'Sign in at /ui/sign-in, or send Authorization: Bearer with a token that is known.',
  },
  FORBIDDEN: { retryable: false, next: 'Ask the operator for the role that is missing.' },
  HOST_NOT_ALLOWED: {
    retryable: false,
    next: 'Call 127.0.0.1 or localhost, or configure callers.',
  },
  USERS_ONLY: { retryable: false, next: 'Use the token of a person, not of a service.' },
  CROSS_SITE: {
    retryable: false,
    next: 'Send it from a page of this site, from the command line, or with a bearer token.',
  },
  SIGN_IN_FAILED: { retryable: true, next: 'Sign in again, in one go.' },
  SIGN_IN_REFUSED: {
    retryable: false,
    next: 'Ask the operator to let you in: by a group of slipway.yaml, or at the identity provider.',
  },
  SIGN_IN_INSECURE: {
    retryable: false,
    next: 'Open Slipway by https: browsers keep its cookie over http on the same machine only.',
  },
  TOO_MANY_ATTEMPTS: { retryable: true, next: 'Wait for as long as Retry-After says.' },
  PROVIDER_UNREACHABLE: {
    retryable: true,
    next: 'Try again; if it stays so, let the operator check that the API reaches the issuer.',
  },
  PROVIDER_INVALID: {
    retryable: false,
    next: 'Let the operator compare signIn of slipway.yaml with what the provider has of this client.',
  },
  // The webhooks
  WEBHOOK_NOT_CONFIGURED: {
    retryable: false,
    next: 'Name its secret under webhooks in slipway.yaml.',
  },
  WEBHOOK_SIGNATURE_INVALID: {
    retryable: false,
    next: 'Give the sender the secret that slipway.yaml names; docs/webhooks.md says how.',
  },
  WEBHOOK_TIMESTAMP_EXPIRED: {
    retryable: false,
    next: 'Set the clocks, and send it again with a new signature.',
  },
  // What is asked for
  SERVICE_NOT_FOUND: {
    retryable: false,
    next: 'Name a service of slipway.yaml; GET /services lists them.',
  },
  ENVIRONMENT_NOT_FOUND: { retryable: false, next: 'Name an environment of the service.' },
  RELEASE_NOT_FOUND: { retryable: false, next: 'GET /releases lists the releases that are known.' },
  RELEASE_ENDED: { retryable: false, next: 'The release has ended; start another.' },
  CURSOR_INVALID: { retryable: false, next: 'Begin the list again, without a cursor.' },
  PERIOD_INVALID: {
    retryable: false,
    next: 'Name days of which the first is not after the last, and at most 400 periods of them.',
  },
  TIME_ZONE_INVALID: { retryable: false, next: 'Name an IANA time zone, such as Europe/Berlin.' },
  LOG_NOT_FOUND: { retryable: true, next: 'Name a step that has begun; the release lists them.' },
  AUDIT_LOG_NOT_FOUND: {
    retryable: true,
    next: 'Ask again when the release has begun; releases before there were records have none.',
  },
  // The source
  REF_NOT_FOUND: { retryable: false, next: 'Push the branch or tag, or name another.' },
  COMMIT_NOT_FOUND: { retryable: false, next: 'Push the commit, or name another.' },
  COMMIT_AMBIGUOUS: { retryable: false, next: 'Give more digits of the commit.' },
  COMMIT_NOT_ALLOWED: {
    retryable: false,
    next: 'Merge the commit into one of the allowed branches.',
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
  PIPELINE_INVALID: {
    retryable: false,
    next: 'Mend the place that the message names, and commit.',
  },
  CONFIG_INVALID: {
    retryable: false,
    next: 'Mend the place in slipway.yaml, or the variable, that the message names.',
  },
  // The steps
  BUILD_FAILED: {
    retryable: false,
    next: 'Read the log of the build, mend it, and release the new commit.',
  },
  TESTS_FAILED: {
    retryable: false,
    next: 'Read the log of the suite, mend it, and release the new commit.',
  },
  STEP_TIMED_OUT: { retryable: false, next: 'Make the step faster, or raise its timeout.' },
  STEP_KILLED: { retryable: false, next: 'See in the log what ended it; often memory ran out.' },
  LOG_TOO_LARGE: { retryable: false, next: 'Print less: a step may print 64 MiB.' },
  SECRET_MISSING: {
    retryable: false,
    next: 'Set the variable where the worker of that queue runs.',
  },
  WORKER_STOPPED: { retryable: true, next: 'Nothing: the step is run again by the next worker.' },
  ACTIVITY_REFUSED: {
    retryable: false,
    next: 'Start a release over HTTP: activities run for the workflows of Slipway only.',
  },
  // The artifact
  ARTIFACT_MISSING: {
    retryable: false,
    next: 'Let the build write the path that `artifact` names.',
  },
  ARTIFACT_EMPTY: { retryable: false, next: 'Let the build write at least one file there.' },
  ARTIFACT_OUTSIDE_WORKSPACE: {
    retryable: false,
    next: 'Keep the artifact, and its links, inside the workspace.',
  },
  SPECIAL_FILE_UNSUPPORTED: {
    retryable: false,
    next: 'Let the build remove its pipes, sockets and devices, or write them elsewhere.',
  },
  NAME_UNSUPPORTED: {
    retryable: false,
    next: 'Let the build write another name there, or deploy to a file system that takes this one.',
  },
  ARTIFACT_CORRUPT: {
    retryable: false,
    next: 'Do not use the store until its bytes have been checked.',
  },
  ARTIFACT_NOT_FOUND: {
    retryable: false,
    next: 'Release again: the store no longer has the artifact.',
  },
  DISK_FULL: { retryable: false, next: 'Free some room on the disk that the message names.' },
  // The environment
  TARGET_NOT_WRITABLE: {
    retryable: false,
    next: 'Let the worker write to the path of the target.',
  },
  DEPLOY_FAILED: { retryable: false, next: 'Read the log of the deployment.' },
  ACTIVATION_FAILED: {
    retryable: false,
    next: 'Read the log; what was live before is live again.',
  },
  VERIFICATION_FAILED: { retryable: false, next: 'Read the log of the verification.' },
  VERIFICATION_INCONCLUSIVE: {
    retryable: false,
    next: 'Check that the url of the environment can be reached.',
  },
  WATCH_FAILED: { retryable: false, next: 'Read the log of the watch.' },
  DEPLOYMENT_STATE_UNKNOWN: {
    retryable: false,
    next: 'Look what is live there, then answer the question of the release.',
  },
  // The gate
  GATE_NOT_OPEN: { retryable: false, next: 'Vote when the release waits for approval.' },
  GATE_CLOSED: { retryable: false, next: 'The gate has been decided; see the release.' },
  APPROVAL_REQUEST_CHANGED: {
    retryable: false,
    next: 'Read the manifest of the release, and vote on that.',
  },
  NOT_ELIGIBLE: { retryable: false, next: 'Ask somebody of the groups that the release names.' },
  SELF_APPROVAL: {
    retryable: false,
    next: 'Ask somebody else to approve. If more than 1,000 people wrote the change, use an override.',
  },
  COMMENT_REQUIRED: { retryable: false, next: 'Say in `comment` why you reject.' },
  DEPLOY_AFTER_TOO_LATE: { retryable: false, next: 'Name an instant within a year.' },
  SIGNING_KEY_UNKNOWN: {
    retryable: false,
    next: 'Start releases over HTTP, by an API that shares the store.',
  },
  VOTE_UNSIGNED: {
    retryable: false,
    next: 'Vote over HTTP, or let the gate accept unsigned votes.',
  },
  // Orders
  INTERVENTION_UNSIGNED: { retryable: false, next: 'Order it over HTTP: only the API can sign.' },
  NOTHING_TO_ACT_ON: {
    retryable: false,
    next: 'Read the release: `waitingFor` and `question` say what can be decided, and where.',
  },
  CHOICE_UNAVAILABLE: { retryable: false, next: 'Choose one of `choices` in the question.' },
  ROLLBACK_IMPOSSIBLE: {
    retryable: false,
    next: 'Name a verified release that `history` of the environment lists, or release a new commit.',
  },
  // What others are told
  NOTIFICATION_FAILED: {
    retryable: true,
    next: 'Nothing for three days: it is tried again. Then send it again when the recipient answers.',
  },
  NOTIFICATION_REFUSED: {
    retryable: true,
    next: 'Mend the address or the secret in slipway.yaml, or the recipient, then send it again.',
  },
  RECIPIENT_GONE: {
    retryable: false,
    next: 'Take the recipient out of slipway.yaml, or let it answer otherwise and send it again.',
  },
  NOTIFICATION_NOT_FOUND: {
    retryable: false,
    next: 'Name a delivery that was given up; the deliveries of the release list them.',
  },
  // The engine
  NO_WORKER: { retryable: true, next: 'Start a worker; Temporal keeps everything meanwhile.' },
  TEMPORAL_UNREACHABLE: { retryable: true, next: 'Check TEMPORAL_ADDRESS and that Temporal runs.' },
  TEMPORAL_NOT_FOUND: {
    retryable: false,
    next: 'Install the Temporal CLI, or set TEMPORAL_ADDRESS.',
  },
  PORT_IN_USE: {
    retryable: false,
    next: 'Stop what uses the port, or choose another by the setting named.',
  },
  DATABASE_IN_USE: {
    retryable: false,
    next: 'If another `npm start` runs in this folder, end it; else the server that the message names.',
  },
  DATA_OF_ANOTHER_VERSION: {
    retryable: false,
    next: 'Finish its releases with the version that made it, or start anew: move the directory away, or name others with SLIPWAY_DATA_DIR and `store`.',
  },
  BIND_REFUSED: { retryable: false, next: 'Configure callers in slipway.yaml, or bind 127.0.0.1.' },
  INTERNAL: { retryable: true, next: 'Try again; the log of the server has the details.' },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected failure, with a message that is safe to show. Every other error is a bug. */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError';
  readonly code: ErrorCode;
  /** More about this one, plain JSON: it is shown to the caller beside the message. */
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

/** What people are told of a bug; the history and the log have the rest. */
export const UNEXPECTED = 'Something unexpected happened here.';

/** The code that a failure's type names; a type that is none is a bug. */
export function codeOfType(type: string | null | undefined): ErrorCode {
  return type && Object.hasOwn(ERRORS, type) ? (type as ErrorCode) : 'INTERNAL';
}
