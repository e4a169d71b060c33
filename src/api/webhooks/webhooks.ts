import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { WebhookKeys } from '../../config/webhook-keys.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { Env } from '../app-context.ts';
import { problemsOf, refuseInvalid } from '../problem.ts';
import { traceparent } from '../releases/start.ts';
import { genericBody, genericPush } from './generic.ts';
import { githubPush } from './github.ts';
import { gitlabPush } from './gitlab.ts';
import type { PushEvent } from './push.ts';
import { githubProof, gitlabProof, type Proof, standardProof } from './signature.ts';
import { type PushDependencies, startFromPush } from './start-from-push.ts';

export interface WebhookDependencies extends PushDependencies {
  /** The current secrets. */
  webhookKeys(): WebhookKeys;
}

/** GitHub delivers at most 25 MB. */
export const WEBHOOK_LIMIT_BYTES = 25 * 1024 * 1024;

const effect = z
  .object({
    releases: z
      .array(
        z.object({
          service: z.string(),
          id: z.string(),
          created: z.boolean().describe('Whether the release is new.'),
        }),
      )
      .readonly(),
    skipped: z
      .array(z.object({ service: z.string(), reason: z.string() }))
      .readonly()
      .describe('Services for which no release was started, and why.'),
    reason: z.string().optional().describe('Why the event concerns no service.'),
  })
  .openapi('PushEffect');

const STANDARD = z.object({
  'webhook-id': z.string().optional(),
  'webhook-timestamp': z.string().optional().describe('Seconds since the Unix epoch.'),
  'webhook-signature': z.string().optional().describe('`v1,` and the signature in base64.'),
  traceparent,
});

interface Sender {
  readonly name: keyof WebhookKeys;
  readonly summary: string;
  readonly headers: z.ZodObject;
  readonly body: z.ZodType;
  /** @returns `undefined` if it is not configured. @throws as a `Proof` */
  proof(keys: WebhookKeys, headers: Headers): Proof | undefined;
  /** @throws z.ZodError */
  read(headers: Headers, payload: unknown): PushEvent;
}

const SENDERS: readonly Sender[] = [
  {
    name: 'github',
    summary: 'Receive a GitHub webhook',
    headers: z.object({
      'x-hub-signature-256': z.string().optional(),
      'x-github-event': z.string().optional(),
      traceparent,
    }),
    body: z.looseObject({}),
    proof: ({ github }, headers) => github && githubProof(github, headers),
    read: (headers, payload) => githubPush(headers.get('X-GitHub-Event') ?? 'unknown', payload),
  },
  {
    name: 'gitlab',
    summary: 'Receive a GitLab webhook',
    headers: STANDARD.extend({ 'x-gitlab-token': z.string().optional() }),
    body: z.looseObject({}),
    proof: ({ gitlab }, headers) => gitlab && gitlabProof(gitlab, headers, Date.now()),
    read: (_, payload) => gitlabPush(payload),
  },
  {
    name: 'push',
    summary: 'Receive a push from any other host',
    headers: STANDARD,
    body: genericBody,
    proof: ({ push }, headers) => push && standardProof(push, headers, Date.now()),
    read: (_, payload) => genericPush(payload),
  },
];

function routeOf({ name, summary, headers, body }: Sender) {
  return createRoute({
    method: 'post',
    path: `/webhooks/${name}`,
    operationId: `${name}Webhook`,
    summary,
    description:
      'Starts the releases that a push triggers. The signature covers the raw body. Idempotent. ' +
      'See docs/webhooks.md for the setup.',
    security: [],
    request: {
      headers,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: {
      202: {
        description: 'The started releases, and why others were skipped',
        content: { 'application/json': { schema: effect } },
      },
      ...problemsOf(
        'WEBHOOK_NOT_CONFIGURED',
        'WEBHOOK_SIGNATURE_INVALID',
        'WEBHOOK_TIMESTAMP_EXPIRED',
        'MALFORMED_JSON',
        'UNSUPPORTED_MEDIA_TYPE',
        'BODY_TOO_LARGE',
        'INVALID_REQUEST',
        'REPOSITORY_UNREACHABLE',
        'DISK_FULL',
        'TEMPORAL_UNREACHABLE',
        'INTERNAL',
      ),
    },
  });
}

export function webhookRoutes(dependencies: WebhookDependencies) {
  const app = new OpenAPIHono<Env>();
  for (const sender of SENDERS) {
    const route = routeOf(sender);
    // The schema only documents the body: it is parsed after the signature is checked.
    app.openAPIRegistry.registerPath(route);
    app.post(route.path, (c) => take(dependencies, sender, c));
  }
  return app;
}

async function take(dependencies: WebhookDependencies, sender: Sender, c: Context<Env>) {
  const { headers } = c.req.raw;
  const { name } = sender;
  c.set('sender', name);
  const prove = sender.proof(dependencies.webhookKeys(), headers);
  if (!prove)
    throw new SlipwayError('WEBHOOK_NOT_CONFIGURED', `slipway.yaml has no webhooks.${name}.`);
  if (!/^application\/([\w.]+\+)?json\b/i.test(headers.get('Content-Type') ?? ''))
    throw new SlipwayError('UNSUPPORTED_MEDIA_TYPE', 'The body is not application/json.');
  const body = new Uint8Array(await c.req.arrayBuffer());
  prove(body);
  const event = read(sender, headers, body);
  const done =
    event.kind === 'nothing'
      ? { releases: [], skipped: [], reason: event.reason }
      : await startFromPush(dependencies, event.push, {
          startedBy: name,
          trace: headers.get('traceparent') ?? undefined,
        });
  c.set(
    'releases',
    done.releases.map(({ id }) => id),
  );
  return c.json(done, 202);
}

/** @throws SlipwayError MALFORMED_JSON, INVALID_REQUEST */
function read(sender: Sender, headers: Headers, body: Uint8Array): PushEvent {
  try {
    return sender.read(headers, JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new SlipwayError('MALFORMED_JSON', 'The body is not JSON.', { cause: error });
    if (error instanceof z.ZodError) refuseInvalid({ success: false, error, target: 'json' });
    throw error;
  }
}
