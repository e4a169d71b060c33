import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Me } from '../client/responses.ts';
import type { PageEnv, CliContext } from './api.ts';
import { type Notice, NoticeLine, takeNotice } from './notice.tsx';

export interface Page {
  readonly title: string;
  readonly main: Child;
  /** The stream that tells when the page is not right any more; without one it is looked at. */
  readonly events?: string | undefined;
}

/** Where the header leads. */
const NAVIGATION = [
  { href: '/', name: 'Dashboard' },
  { href: '/ui/metrics', name: 'Metrics' },
  { href: '/docs', name: 'API' },
] as const;

/** Answers with a page. */
export async function show(
  c: Context<PageEnv>,
  { title, main, events }: Page,
  status: ContentfulStatusCode = 200,
) {
  c.header('Cache-Control', 'no-store');
  const around = { ...(await c.var.context), isTold: status === 503 };
  const notice = takeNotice(c);
  return c.html(
    <>
      {raw('<!doctype html>')}
      <Layout title={title} path={c.req.path} events={events} notice={notice} {...around}>
        {main}
      </Layout>
    </>,
    status,
  );
}

interface LayoutProps extends Pick<Page, 'title' | 'events'>, CliContext {
  /** Whether the page itself tells what is out of reach. */
  readonly isTold: boolean;
  readonly path: string;
  readonly notice: Notice | undefined;
}

const Layout: FC<PropsWithChildren<LayoutProps>> = ({
  title,
  path,
  events,
  notice,
  isTold,
  children,
  ...around
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
        <Principal me={around.me} />
      </header>
      <main id="main">
        <div id="health" data-live>
          <Health {...around.health} isTold={isTold} />
        </div>
        {notice ? <NoticeLine {...notice} /> : null}
        {children}
      </main>
    </body>
  </html>
);

/** Who opened the page: what is done from here carries this name. */
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

/** What keeps everything from moving. */
const Health: FC<CliContext['health'] & { isTold: boolean }> = ({ temporal, worker, isTold }) => {
  if (worker || isTold) return null;
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
