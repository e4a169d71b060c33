import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { SlipwayError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import { type ApprovalDependencies, approvalRoutes } from './approval.ts';
import type { Authenticate } from './authenticate.ts';
import { cancelRoutes } from './cancel.ts';
import { type ChangesDependencies, changesRoutes } from './changes.ts';
import { documentRoutes } from './document.tsx';
import { type DoraDependencies, doraRoutes } from './dora.ts';
import type { Env } from './env.ts';
import type { EnvironmentDependencies } from './environment-json.ts';
import { environmentRoutes } from './environments.ts';
import { eventRoutes } from './events.ts';
import type { InterventionDependencies } from './give-order.ts';
import { healthRoutes } from './health.ts';
import { freezeRoutes } from './holds.ts';
import { type LogDependencies, logRoutes } from './logs.ts';
import { meRoutes } from './me.ts';
import { methodsOf } from './methods.ts';
import { metricRoutes } from './metrics.ts';
import { type FinishedRequest, observe } from './observe.ts';
import { requireAllowedHost } from './only-hosts.ts';
import { interventionRoutes } from './orders.ts';
import { notificationRoutes } from './outbox.ts';
import { refuseInvalid, toProblem } from './problem.ts';
import { auditLogRoutes } from './record.ts';
import { type ReleaseDependencies, releaseRoutes } from './releases.ts';
import { rollbackRoutes } from './rollbacks.ts';
import { requireSameSite } from './same-site.ts';
import { serviceRoutes } from './services.ts';
import { waitingRoutes } from './waiting.ts';
import { WEBHOOK_LIMIT_BYTES, type WebhookDependencies, webhookRoutes } from './webhooks.ts';

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
    'readLog' | 'lastAttempt' | 'appendRecord' | 'readRecord' | 'listRecords' | 'newestEntry'
  >;
  readonly authenticate: Authenticate;
  /** The hosts that requests may name, while anybody who reaches the port may do everything. */
  hosts?(): readonly string[] | undefined;
  /** Where people reach the API, should a proxy name it otherwise. */
  readonly publicUrl?: string | undefined;
  /** What is wrong with slipway.yaml as it is now. */
  configurationProblem(): string | undefined;
  /** Hears of every request that was answered. Must not throw. */
  observe(request: FinishedRequest): void;
  /** The metrics of this process, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** @param requestId of the request that it happened to */
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
  // What is above is open to everybody; what is below needs a caller.
  if (dependencies.hosts) app.use(requireAllowedHost(dependencies.hosts));
  app.use(async (c, next) => {
    c.set('caller', await authenticate(c.req.raw.headers));
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
        : new SlipwayError('PAGE_NOT_FOUND', `There is nothing at ${c.req.path}.`);
    return toProblem(error, c, logError);
  });
  return api;
}

/** The API as its client knows it: paths, bodies and answers. */
export type Api = ReturnType<typeof createApp>;
