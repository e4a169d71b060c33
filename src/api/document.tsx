import type { OpenAPIHono } from '@hono/zod-openapi';
import { raw } from 'hono/html';
import { type ErrorCode, ERRORS } from '../domain/errors.ts';
import { STATUS } from './http-status.ts';
import { VERSION } from '../domain/version.ts';
import type { Env } from './app-context.ts';
import { type ApiDocument, Reference } from './reference.tsx';

const INFO = {
  title: 'Slipway',
  version: VERSION,
  description: 'Deliver commits to production with durable Temporal workflows.',
};

/** Serves the OpenAPI document, and a reference page made from it. */
export function documentRoutes(app: OpenAPIHono<Env>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token from slipway.yaml or the identity provider. Not needed while no users are set up.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-slipway',
    description: 'The session cookie after signing in at /ui/sign-in.',
  });
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: INFO,
      security: [{ bearer: [] }, { session: [] }],
    });
  app.get('/openapi.json', (c) => c.json(document()));
  app.get('/docs', (c) =>
    c.html(
      <>
        {raw('<!doctype html>')}
        <Reference document={document() as unknown as ApiDocument} errors={catalogue()} />
      </>,
    ),
  );
}

/** The error codes as the page shows them. */
function catalogue() {
  return Object.entries(ERRORS).map(([code, { retryable, next }]) => ({
    code,
    status: STATUS[code as ErrorCode],
    retryable,
    next,
  }));
}
