import { resolve } from 'node:path';
import { DEFAULT_GATE, type GatePolicy } from '../domain/gate/gate.ts';
import type { Group } from '../domain/gate/group.ts';
import type { EnvironmentPlan, ServicePlan } from '../domain/plan/plan.ts';
import { choosePromotion, defaultRules } from '../domain/plan/promotion.ts';
import type { Target } from '../domain/plan/target.ts';
import type { Configuration } from './configuration.ts';
import { recipientOf } from './notification-schema.ts';
import { principalOf } from './principals.ts';
import { absoluteRepository } from './repository.ts';
import { signInOf } from './sign-in.ts';
import { checkSlipwayFile } from './slipway-checks.ts';
import { type EnvironmentEntry, type ServiceEntry, SLIPWAY_SCHEMA } from './slipway-schema.ts';
import type { SlipwayFile } from './slipway-schema.ts';
import { webhooksOf } from './webhook-keys.ts';
import { readYaml } from './yaml-file.ts';

/**
 * Reads slipway.yaml.
 *
 * @param file the name that problems are reported under
 * @param directory that relative paths start from: the one that holds the file
 * @throws SlipwayError CONFIG_INVALID, with every problem that there is
 */
export function readConfiguration(text: string, file: string, directory: string): Configuration {
  const read = readYaml({
    text,
    file,
    schema: SLIPWAY_SCHEMA,
    code: 'CONFIG_INVALID',
    hidden: ['tokenSha256', 'token', 'secret', 'clientSecret', 'url', 'env'],
    check: (value, report) => checkSlipwayFile(value, directory, report),
  });
  const groups = Object.entries(read.groups).map(([name, members]) => ({ name, members }));
  const services: Record<string, ServicePlan> = Object.create(null);
  for (const [name, entry] of Object.entries(read.services))
    services[name] = serviceOf(name, entry, { read, directory, groups });
  return {
    storeFolder: resolve(directory, read.store.slice('file:'.length)),
    principals: [
      ...read.users.map((entry) => principalOf(entry, 'user')),
      ...read.serviceAccounts.map((entry) => principalOf(entry, 'service-account')),
    ],
    groups,
    ...(read.signIn && { signIn: signInOf(read.signIn) }),
    access: read.access,
    windows: Object.entries(read.windows).map(([name, { timeZone, open = [], closed }]) => ({
      name,
      timeZone,
      open,
      closed,
    })),
    services,
    webhooks: webhooksOf(read.webhooks),
  };
}

interface Context {
  readonly read: SlipwayFile;
  readonly directory: string;
  readonly groups: readonly Group[];
}

function serviceOf(service: string, entry: ServiceEntry, context: Context): ServicePlan {
  const { repository, branches, trigger, buildLatestOnly, secrets, notifications, environments } =
    entry;
  return {
    service,
    repository: absoluteRepository(repository, context.directory),
    branches,
    ...(trigger && { trigger: { ...trigger, branches: trigger.branches ?? branches } }),
    ...(buildLatestOnly && { buildLatestOnly }),
    ...(notifications.length > 0 && { notifications: notifications.map(recipientOf) }),
    secrets,
    environments: Object.entries(environments).map(([name, environment]) =>
      environmentOf(name, environment, context),
    ),
    heartbeatMs: context.read.workers.heartbeat,
  };
}

function environmentOf(
  name: string,
  entry: EnvironmentEntry,
  { directory, groups }: Context,
): EnvironmentPlan {
  const rules = entry.promotion ?? defaultRules({ hasGate: entry.gate !== undefined });
  // Conditions are evaluated at the promotion; the last rule has none.
  const promotion = choosePromotion(rules, () => false);
  const hasConditions = rules.some(({ when }) => when !== undefined);
  const mayRequireApproval =
    entry.gate !== undefined || rules.some(({ mode }) => mode === 'approval');
  return {
    name,
    ...promotion,
    ...(hasConditions && { promotion: rules }),
    ...(mayRequireApproval && { gate: gateOf(entry.gate, groups) }),
    ...(entry.url !== undefined && { url: entry.url.replace(/\/+$/, '') }),
    ...(entry.prometheus !== undefined && { prometheus: entry.prometheus.replace(/\/+$/, '') }),
    ...(entry.watch !== undefined && { watchMs: entry.watch }),
    ...(entry.soak !== undefined && { soakMs: entry.soak }),
    ...(entry.windows.length > 0 && { windows: entry.windows }),
    supersede: entry.supersede,
    onFailure: entry.onFailure,
    target: targetOf(entry.target, directory),
    secrets: entry.secrets,
  };
}

function gateOf(entry: EnvironmentEntry['gate'], groups: readonly Group[]): GatePolicy {
  if (!entry) return DEFAULT_GATE;
  const { approvals, expires, selfApproval, unsignedVotes, staleVotes, rejections } = entry;
  const escalateTo = groups.find(({ name }) => name === entry.escalateTo);
  return {
    approvals,
    groups: entry.groups.flatMap((wanted) => groups.filter(({ name }) => name === wanted)),
    expiresMs: expires,
    selfApproval,
    unsignedVotes,
    staleVotes,
    rejections,
    ...(escalateTo && { escalateTo }),
  };
}

function targetOf({ timeout, ...target }: EnvironmentEntry['target'], directory: string): Target {
  return target.kind === 'directory'
    ? { ...target, path: resolve(directory, target.path), timeoutMs: timeout }
    : { ...target, timeoutMs: timeout };
}
