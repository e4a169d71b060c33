import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { SignIn } from '../api/sign-in.ts';
import { SlipwayError } from '../domain/errors.ts';
import { type ApiCall, apiFor, type PageEnv, frameDataOf } from './api.ts';
import { assetRoutes, type Assets } from './assets.ts';
import { dashboardPages } from './dashboard.tsx';
import { environmentPages } from './environment.tsx';
import { showError } from './error-page.tsx';
import { logPages } from './log.tsx';
import { metricsPages } from './metrics.tsx';
import { releasePages } from './release.tsx';
import { signInPages } from './sign-in.tsx';
import { startPages } from './start.tsx';

export interface PageParts {
  readonly api: ApiCall;
  readonly assets: Assets;
  readonly signIn: SignIn;
  logError(error: unknown): void;
}

/** Allows only files from here, nothing inline, and no framing. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};
const FORM_LIMIT_BYTES = 64 * 1024;

/** The pages. They read and act through the API, with the credentials of the reader. */
export function createPages({ api, assets, signIn, logError }: PageParts) {
  const pages = new Hono<PageEnv>();
  pages.onError((error, c) => showError(error, c, logError));
  const protect = secureHeaders({
    contentSecurityPolicy: POLICY,
    // Without a referrer, a form would not say where it comes from.
    referrerPolicy: 'same-origin',
  });
  const limit = bodyLimit({
    maxSize: FORM_LIMIT_BYTES,
    onError: () => {
      throw new SlipwayError('BODY_TOO_LARGE', `The form is over ${FORM_LIMIT_BYTES} bytes.`);
    },
  });
  const prepare: MiddlewareHandler<PageEnv> = async (c, next) => {
    const client = apiFor(c, api);
    c.set('api', client);
    c.set('frameData', frameDataOf(client));
    await next();
  };
  const paths = ['/', '/ui/*'];
  for (const path of paths) pages.use(path, protect);
  pages.route('/', assetRoutes(assets));
  for (const path of paths) pages.use(path, prepare, limit, csrf());
  pages.route('/', dashboardPages());
  pages.route('/', releasePages());
  pages.route('/', environmentPages());
  pages.route('/', startPages());
  pages.route('/', signInPages(signIn));
  pages.route('/', logPages());
  pages.route('/', metricsPages());
  pages.all('/ui/*', (c) => {
    throw new SlipwayError('PAGE_NOT_FOUND', `No page at ${c.req.path}.`);
  });
  return pages;
}
