import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Me } from '../client/responses.ts';
import type { PageEnv, FrameData } from './api.ts';
import { type Notice, NoticeLine, takeNotice } from './notice.tsx';

export interface Page {
  readonly title: string;
  readonly main: Child;
  /** The stream that tells when the page has changed; a page without one is polled. */
  readonly events?: string | undefined;
}

/** The links in the header. */
const NAVIGATION = [
  { href: '/', name: 'Dashboard' },
  { href: '/ui/metrics', name: 'Metrics' },
  { href: '/docs', name: 'API' },
] as const;

/** Responds with a page. */
export async function show(
  c: Context<PageEnv>,
  { title, main, events }: Page,
  status: ContentfulStatusCode = 200,
) {
  c.header('Cache-Control', 'no-store');
  const frame = { ...(await c.var.frameData), isSaid: status === 503 };
  const notice = takeNotice(c);
  return c.html(
    <>
      {raw('<!doctype html>')}
      <Layout title={title} path={c.req.path} events={events} notice={notice} {...frame}>
        {main}
      </Layout>
    </>,
    status,
  );
}

interface LayoutProps extends Pick<Page, 'title' | 'events'>, FrameData {
  /** Whether the page itself says that Temporal is unreachable. */
  readonly isSaid: boolean;
  readonly path: string;
  readonly notice: Notice | undefined;
}

const Layout: FC<PropsWithChildren<LayoutProps>> = ({
  title,
  path,
  events,
  notice,
  isSaid,
  children,
  ...frame
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · Slipway`}</title>
      <link rel="icon" href="/ui/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/ui/style.css" />
      <script type="module" src="/ui/live.js"></script>
    </head>
    <body {...(events !== undefined && { 'data-events': events })}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header>
        <a class="brand" href="/">
          <img src="/ui/icon.svg" alt="" width={24} height={24} />
          Slipway
        </a>
        <nav aria-label="Main">
          {NAVIGATION.map(({ href, name }) => (
            <a href={href} {...(href === path && { 'aria-current': 'page' })}>
              {name}
            </a>
          ))}
        </nav>
        <Principal me={frame.me} />
      </header>
      <main id="main">
        <div id="health" data-live>
          <Health {...frame.health} isSaid={isSaid} />
        </div>
        {notice ? <NoticeLine {...notice} /> : null}
        {children}
      </main>
    </body>
  </html>
);

/** The reader: actions on this page carry this name. */
const Principal: FC<{ me: Me | undefined }> = ({ me }) => {
  if (!me) return null;
  const roles = [...me.roles, ...me.grants.flatMap((grant) => grant.roles)];
  return (
    <div class="principal">
      <span title={[...new Set(roles)].join(', ')}>{me.name}</span>
      {me.via === 'session' ? (
        <form method="post" action="/ui/sign-out">
          <button type="submit">Sign out</button>
        </form>
      ) : null}
    </div>
  );
};

/** Says that no worker is running, or that Temporal is unreachable. */
const Health: FC<FrameData['health'] & { isSaid: boolean }> = ({ temporal, worker, isSaid }) => {
  if (worker || isSaid) return null;
  return temporal ? (
    <p id="no-worker" class="banner" role="status">
      <strong>No worker is running,</strong> so releases are paused. Your decisions are saved and
      take effect when a worker is back.
    </p>
  ) : (
    <p class="banner" role="status">
      <strong>Temporal is unreachable.</strong> You cannot read or change anything until it is back;
      releases resume by themselves.
    </p>
  );
};
