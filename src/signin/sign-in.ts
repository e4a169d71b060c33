import type { SignedIn } from '../api/authenticate.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { KnownSignIn } from '../config/sign-in.ts';
import { SlipwayError } from '../domain/errors.ts';
import { createSignInFlow, type FlowDependencies, type WayIn } from './flow.ts';
import { createProvider, type Provider } from './provider.ts';
import { createSeal } from './sealed-cookie.ts';
import type { Session } from './session.ts';
import { createSignedIn } from './signed-in-users.ts';

export interface SignInParts extends Pick<
  FlowDependencies,
  'configuration' | 'admitted' | 'keepUser' | 'person' | 'publicUrl' | 'proxies'
> {
  /** By which sessions are sealed: the same in every process that serves the API. */
  readonly secret: string;
  /** Is told when an identity provider does not do what it should. */
  tell(error: SlipwayError): void;
}

/** Puts sign-in together: how people come in, and how they are known afterwards. */
export function createSignIn(parts: SignInParts): { door: SignIn; signedIn: SignedIn } {
  const providers = new WeakMap<KnownSignIn, Provider>();
  const providerOf = (signIn: KnownSignIn) => {
    const known = providers.get(signIn) ?? observed(createProvider(signIn), parts.tell);
    providers.set(signIn, known);
    return known;
  };
  const sessions = createSeal<Session>(parts.secret, 'session');
  const underWay = createSeal<WayIn>(parts.secret, 'way in');
  const dependencies = { ...parts, providerOf, sessions, underWay };
  return { door: createSignInFlow(dependencies), signedIn: createSignedIn(dependencies) };
}

function observed(provider: Provider, tell: SignInParts['tell']): Provider {
  const observe =
    <Given extends readonly unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    (...given: Given) =>
      call(...given).catch((error: unknown) => {
        if (error instanceof SlipwayError && error.code.startsWith('PROVIDER_')) tell(error);
        throw error;
      });
  return {
    begin: observe(provider.begin),
    finish: observe(provider.finish),
    personOf: observe(provider.personOf),
  };
}
