import type { OpenAPIHono } from '@hono/zod-openapi';
import { raw } from 'hono/html';
import { type ErrorCode, ERRORS } from '../domain/errors.ts';
import { STATUS } from '../domain/http-status.ts';
import { VERSION } from '../domain/version.ts';
import type { Env } from './app-context.ts';
import { type ApiDocument, Reference } from './reference.tsx';

const INFO = {
  title: 'Slipway',
  version: VERSION,
  description: 'Takes every commit to production by a durable Temporal workflow.',
};

/** Serves the OpenAPI document, and a page made from it that people read. */
export function documentRoutes(app: OpenAPIHono<Env>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token of slipway.yaml, or of its identity provider. None is needed while nobody is configured.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-slipway',
    description: 'What a browser has after signing in at /ui/sign-in.',
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

/** The catalogue as the page shows it. */
function catalogue() {
  return Object.entries(ERRORS).map(([code, { retryable, next }]) => ({
    code,
    status: STATUS[code as ErrorCode],
    retryable,
    next,
  }));
}
