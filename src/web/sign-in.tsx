import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Onward, SignIn, Visit } from '../api/sign-in.ts';
import { ERRORS, SlipwayError } from '../domain/errors.ts';
import { STATUS } from '../api/http-status.ts';
import type { PageEnv } from './api.ts';
import { Advice } from './advice.tsx';
import { show } from './layout.tsx';

/** Signing in and out. Works without scripts. */
export function signInPages(signIn: SignIn) {
  const page = (c: Context<PageEnv>, to: string | undefined, problem?: SlipwayError) =>
    showSignIn(c, { ...signIn.ways(), to, problem, isOut: c.req.query('out') !== undefined });

  /** Signs the user in, or shows the page again with the reason of the refusal. */
  async function goOn(c: Context<PageEnv>, way: Promise<Onward>, to?: string) {
    try {
      return onward(c, await way);
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      return page(c, to, error);
    }
  }

  return new Hono<PageEnv>()
    .get('/ui/sign-in', async (c) => page(c, c.req.query('to')))
    .post('/ui/sign-in', async (c) => {
      const { token, to } = await c.req.parseBody();
      const [shown, wanted] = [textOf(token) ?? '', textOf(to)];
      return goOn(c, signIn.byToken(visitOf(c), shown, wanted), wanted);
    })
    .get('/ui/sign-in/provider', async (c) => {
      const to = c.req.query('to');
      return goOn(c, signIn.begin(visitOf(c), to), to);
    })
    .get('/ui/sign-in/callback', async (c) => goOn(c, signIn.finish(visitOf(c))))
    .post('/ui/sign-out', (c) => onward(c, signIn.leave()));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function visitOf(c: Context): Visit {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket: { remoteAddress?: string } } };
  return {
    url: c.req.url,
    cookies: c.req.header('Cookie'),
    forwardedFor: c.req.header('X-Forwarded-For'),
    remote: incoming?.socket.remoteAddress,
  };
}

function onward(c: Context, { location, cookies }: Onward) {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
  c.header('Cache-Control', 'no-store');
  return c.redirect(location, 303);
}

interface SignInProps {
  /** The host of the identity provider. */
  readonly provider?: string;
  /** Whether a user with a token is configured. */
  readonly tokens: boolean;
  /** The path to return to. */
  readonly to: string | undefined;
  readonly problem: SlipwayError | undefined;
  /** Whether the user has just signed out. */
  readonly isOut: boolean;
}

function showSignIn(c: Context<PageEnv>, props: SignInProps) {
  const { problem } = props;
  const retryAfterS = problem?.details?.['retryAfterS'];
  if (typeof retryAfterS === 'number') c.header('Retry-After', `${retryAfterS}`);
  const main = <SignInPage {...props} />;
  return show(c, { title: 'Sign in', main }, problem ? STATUS[problem.code] : 200);
}

const SignInPage: FC<SignInProps> = ({ provider, tokens, to, problem, isOut }) => (
  <article class="sign-in card">
    <h1>Sign in</h1>
    {problem ? (
      <p class="notice bad" role="alert">
        <strong>{problem.message}</strong> <Advice text={ERRORS[problem.code].next} />
      </p>
    ) : null}
    {isOut && !problem ? (
      <p class="banner" role="status">
        You are signed out of Slipway.
        {provider === undefined ? null : ` You may still be signed in to ${provider}.`}
      </p>
    ) : null}
    {provider === undefined ? null : (
      <p>
        <a class="button primary" href={`/ui/sign-in/provider${queryOf(to)}`}>
          Sign in with {provider}
        </a>
      </p>
    )}
    {tokens ? <TokenForm to={to} isOnly={provider === undefined} /> : null}
    {provider === undefined && !tokens ? (
      <p>
        No users are set up, so there is nothing to sign in to. Add <code>users</code> or{' '}
        <code>signIn</code> to slipway.yaml.
      </p>
    ) : null}
  </article>
);

const TokenForm: FC<{ to: string | undefined; isOnly: boolean }> = ({ to, isOnly }) => (
  <form class="stack" method="post" action="/ui/sign-in">
    <label for="token">{isOnly ? 'Token' : 'Or use a token'}</label>
    <input id="token" name="token" type="password" autocomplete="current-password" required />
    {to === undefined ? null : <input type="hidden" name="to" value={to} />}
    <button class={isOnly ? 'primary' : undefined}>Sign in</button>
    <p class="hint">Ask the operator for a token. You stay signed in for eight hours.</p>
  </form>
);

function queryOf(to: string | undefined): string {
  return to === undefined ? '' : `?${new URLSearchParams({ to })}`;
}
