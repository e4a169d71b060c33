import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Shown } from './api-client.ts';
import { PRINCIPALS } from './principals.ts';
import { BROWSER, HOW_TO_GET_CHROMIUM, openBrowser } from './chromium.ts';
import { type EngineStage, useEngine } from './engine-stage.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from './identity-provider.ts';
import { createRepository, type Repository } from './repository.ts';

/** Ana manages releases by what the provider says, Ben watches over security by his name. */
export const ANA = { email: 'ana@example.com', email_verified: true, groups: ['leads'] };
const BEN = { email: 'Ben@Example.com', email_verified: true };

/** Filled before the first test runs. */
export interface SigningIn {
  readonly engine: EngineStage;
  readonly provider: IdentityProvider;
  readonly browser: Browser;
  /** A browser of somebody's own, where a page was opened that asks who it is. */
  openAs(login: 'ana' | 'ben', path: string, options?: BrowserContextOptions): Promise<Page>;
  /** A release that waits at its gate for a manager and for security. */
  waiting(): Promise<Shown>;
}

/** People of a real identity provider, with browsers, and a service whose gate needs both. */
export function useSigningIn(): SigningIn {
  const stage: { -readonly [Key in keyof SigningIn]?: SigningIn[Key] } = {};
  let repository: Repository;
  const engine = useEngine(async (folder) => {
    const provider = await startIdentityProvider();
    provider.accounts.set('ana', ANA);
    provider.accounts.set('ben', BEN);
    repository = createRepository(join(folder, 'repository'), {
      'pipeline.yaml': JSON.stringify({ build: { run: 'true', artifact: 'pipeline.yaml' } }),
    });
    stage.provider = provider;
    return { slipwayYaml: slipwayYaml(provider.issuer), variables: { CLIENT_SECRET } };
  });
  beforeAll(async () => {
    if (!BROWSER.executable) throw new Error(HOW_TO_GET_CHROMIUM);
    await stage.provider?.returnTo(`${engine.url}/ui/sign-in/callback`);
    stage.browser = await openBrowser(BROWSER.executable);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.provider?.close();
  });
  return Object.assign(stage, {
    engine,
    async openAs(login: string, path: string, options: BrowserContextOptions = {}) {
      const context = await (stage as SigningIn).browser.newContext(options);
      const page = await context.newPage();
      await page.goto(engine.url + path);
      await page.getByRole('link', { name: 'Sign in with 127.0.0.1' }).click();
      await page.getByPlaceholder('Enter any login').fill(login);
      await page.getByPlaceholder('and password').fill('any');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(engine.url + path);
      return page;
    },
    async waiting() {
      repository.commit({ change: randomUUID() });
      const { body } = await engine.start('shop', undefined, 'ci');
      return engine.settled(body.id);
    },
  }) as SigningIn;
}

function slipwayYaml(issuer: string): string {
  const gate = { approvals: 2, groups: ['managers', 'security'] };
  const environment = (name: string, more: object = {}) => ({
    target: { kind: 'directory', path: `environments/${name}` },
    ...more,
  });
  return JSON.stringify({
    ...PRINCIPALS,
    signIn: {
      issuer,
      clientId: CLIENT_ID,
      clientSecret: { env: 'CLIENT_SECRET' },
      scopes: ['openid', 'email', 'groups'],
      groups: { leads: 'managers', readers: 'readers' },
    },
    groups: { managers: [], security: ['ben@example.com'], readers: [] },
    access: [
      { groups: ['managers', 'security'], roles: ['approve'], environments: ['production'] },
    ],
    services: {
      shop: {
        repository: 'repository',
        environments: { production: environment('production', { gate }) },
      },
    },
  });
}
