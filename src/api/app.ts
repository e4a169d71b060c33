import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { SlipwayError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import { requireAllowedHost } from './allowed-hosts.ts';
import { methodsOf } from './allowed-methods.ts';
import type { Env } from './app-context.ts';
import type { Authenticate } from './authenticate.ts';
import { documentRoutes } from './document.tsx';
import type { EnvironmentDependencies } from './environments/environment-json.ts';
import { environmentRoutes } from './environments/environments.ts';
import { freezeRoutes } from './environments/freeze.ts';
import { rollbackRoutes } from './environments/rollback.ts';
import { healthRoutes } from './health.ts';
import { meRoutes } from './me/me.ts';
import { waitingRoutes } from './me/waiting.ts';
import { type DoraDependencies, doraRoutes } from './metrics/dora.ts';
import { metricRoutes } from './metrics/metrics.ts';
import { refuseInvalid, toProblem } from './problem.ts';
import { type ApprovalDependencies, approvalRoutes } from './releases/approval.ts';
import { auditLogRoutes } from './releases/audit-log.ts';
import { cancelRoutes } from './releases/cancel.ts';
import { type ChangesDependencies, changesRoutes } from './releases/changes.ts';
import { eventRoutes } from './releases/events.ts';
import { interventionRoutes } from './releases/interventions.ts';
import { type LogDependencies, logRoutes } from './releases/logs.ts';
import { notificationRoutes } from './releases/notifications.ts';
import { type ReleaseDependencies, releaseRoutes } from './releases/releases.ts';
import type { InterventionDependencies } from './releases/submit-intervention.ts';
import { type FinishedRequest, observe } from './request-observer.ts';
import { requireSameSite } from './same-site.ts';
import { serviceRoutes } from './services.ts';
import {
  WEBHOOK_LIMIT_BYTES,
  type WebhookDependencies,
  webhookRoutes,
} from './webhooks/webhooks.ts';

export interface AppDependencies
  extends
    ReleaseDependencies,
    ApprovalDependencies,
    InterventionDependencies,
    EnvironmentDependencies,
    ChangesDependencies,
    DoraDependencies,
    LogDependencies,
    WebhookDependencies {
  readonly links: ReleaseDependencies['links'];
  readonly store: Pick<
    Store,
    | 'readLog'
    | 'lastAttempt'
    | 'appendToAuditLog'
    | 'readAuditLog'
    | 'listAuditLogs'
    | 'newestEntry'
  >;
  readonly authenticate: Authenticate;
  /** Allowed hosts while no users are set up. */
  hosts?(): readonly string[] | undefined;
  /** The public URL of the API behind a proxy. */
  readonly publicUrl?: string | undefined;
  /** The problem of the current slipway.yaml, if it is invalid. */
  configurationProblem(): string | undefined;
  /** Called after every response. Must not throw. */
  observe(request: FinishedRequest): void;
  /** The metrics of this process, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** @param requestId of the failed request */
  logError(error: unknown, requestId?: string): void;
}

const BODY_LIMIT_BYTES = 64 * 1024;

const limited = limitBody(BODY_LIMIT_BYTES);
const limitedAsWebhook = limitBody(WEBHOOK_LIMIT_BYTES);

function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new SlipwayError('BODY_TOO_LARGE', `The body is over ${maxSize} bytes.`);
    },
  });
}

/** Builds the HTTP API. It opens no port and reads no environment variable. */
export function createApp(dependencies: AppDependencies) {
  const { authenticate, logError } = dependencies;
  const app = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  app.onError((error, c) => toProblem(error, c, logError));
  app.use(observe(dependencies.observe));
  app.use(secureHeaders());
  app.use((c, next) => (c.req.path.startsWith('/webhooks/') ? limitedAsWebhook : limited)(c, next));
  const open = app.route('/', healthRoutes(dependencies)).route('/', webhookRoutes(dependencies));
  documentRoutes(app);
  // The routes above are public; the routes below require signing in.
  if (dependencies.hosts) app.use(requireAllowedHost(dependencies.hosts));
  app.use(async (c, next) => {
    c.set('principal', await authenticate(c.req.raw.headers));
    await next();
  });
  app.use(requireSameSite(dependencies.publicUrl));
  const api = open
    .route('/', meRoutes())
    .route('/', metricRoutes(dependencies))
    .route('/', waitingRoutes(dependencies))
    .route('/', releaseRoutes(dependencies))
    .route('/', changesRoutes(dependencies))
    .route('/', approvalRoutes(dependencies))
    .route('/', interventionRoutes(dependencies))
    .route('/', cancelRoutes(dependencies))
    .route('/', eventRoutes(dependencies))
    .route('/', logRoutes(dependencies))
    .route('/', notificationRoutes(dependencies))
    .route('/', auditLogRoutes(dependencies))
    .route('/', serviceRoutes(dependencies))
    .route('/', environmentRoutes(dependencies))
    .route('/', freezeRoutes(dependencies))
    .route('/', rollbackRoutes(dependencies))
    .route('/', doraRoutes(dependencies));
  app.notFound((c) => {
    const methods = methodsOf(app.routes, c.req.path);
    if (methods.length > 0) c.header('Allow', methods.join(', '));
    const error =
      methods.length > 0
        ? new SlipwayError('METHOD_NOT_ALLOWED', `${c.req.path} takes ${methods.join(', ')}.`)
        : new SlipwayError('PAGE_NOT_FOUND', `No page at ${c.req.path}.`);
    return toProblem(error, c, logError);
  });
  return api;
}

/** The API as its client knows it: paths, bodies and responses. */
export type Api = ReturnType<typeof createApp>;
