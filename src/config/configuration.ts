import type { DeploymentWindow } from '../domain/environment/deployment-window.ts';
import type { Group } from '../domain/gate/group.ts';
import type { AccessRule, Role } from '../domain/people/principal.ts';
import type { ServicePlan } from '../domain/plan/plan.ts';
import type { SignIn } from './sign-in.ts';
import type { ConfiguredWebhooks } from './webhook-keys.ts';

/** slipway.yaml, with every path absolute. */
export interface Configuration {
  readonly storeFolder: string;
  readonly principals: readonly ConfiguredPrincipal[];
  /** In the order written. */
  readonly groups: readonly Group[];
  /** Absent: only tokens sign in. */
  readonly signIn?: SignIn;
  /** In the order written. */
  readonly access: readonly AccessRule[];
  /** In the order written. */
  readonly windows: readonly DeploymentWindow[];
  /** By name, in the order written. It has no prototype, so any text may be looked up. */
  readonly services: Readonly<Record<string, ServicePlan>>;
  readonly webhooks: ConfiguredWebhooks;
}

/** A user or service account of slipway.yaml. */
export interface ConfiguredPrincipal {
  readonly name: string;
  readonly kind: 'user' | 'service-account';
  readonly roles: readonly Role[];
  /** SHA-256 of the token in lowercase hexadecimal digits, or the variable with the token. */
  readonly token: { readonly sha256: string } | { readonly env: string };
}
