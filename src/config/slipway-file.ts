import { resolve } from 'node:path';
import type { GatePolicy, Group } from '../domain/gate.ts';
import type { EnvironmentPlan, ServicePlan, Target } from '../domain/plan.ts';
import { defaultRules, promotionOf } from '../domain/promotion.ts';
import { callerOf, type ConfiguredCaller } from './caller.ts';
import { absoluteRepository } from './repository.ts';
import { checkSlipwayFile } from './slipway-checks.ts';
import { type EnvironmentEntry, type ServiceEntry, SLIPWAY_SCHEMA } from './slipway-schema.ts';
import type { SlipwayFile } from './slipway-schema.ts';
import { readYaml } from './yaml-file.ts';

/** What slipway.yaml says, with every path absolute. */
export interface Configuration {
  readonly storeFolder: string;
  readonly callers: readonly ConfiguredCaller[];
  /** In the order written. */
  readonly groups: readonly Group[];
  /** By name, in the order written. It has no prototype, so any text may be looked up. */
  readonly services: Readonly<Record<string, ServicePlan>>;
}

const DEFAULT_GATE: GatePolicy = {
  approvals: 1,
  groups: [],
  expiresMs: 7 * 86_400_000,
  selfApproval: false,
  unsigned: 'refuse',
};

/**
 * Reads slipway.yaml.
 *
 * @param file the name that problems are reported under
 * @param folder that relative paths start from: the one that holds the file
 * @throws SlipwayError CONFIG_INVALID, with every problem that there is
 */
export function readConfiguration(text: string, file: string, folder: string): Configuration {
  const read = readYaml({
    text,
    file,
    schema: SLIPWAY_SCHEMA,
    code: 'CONFIG_INVALID',
    hidden: ['tokenSha256', 'token', 'env'],
    check: (value, report) => checkSlipwayFile(value, folder, report),
  });
  const groups = Object.entries(read.groups).map(([name, members]) => ({ name, members }));
  const services: Record<string, ServicePlan> = Object.create(null);
  for (const [name, entry] of Object.entries(read.services))
    services[name] = serviceOf(name, entry, { read, folder, groups });
  return {
    storeFolder: resolve(folder, read.store.slice('file:'.length)),
    callers: read.callers.map(callerOf),
    groups,
    services,
  };
}

interface Surroundings {
  readonly read: SlipwayFile;
  readonly folder: string;
  readonly groups: readonly Group[];
}

function serviceOf(service: string, entry: ServiceEntry, around: Surroundings): ServicePlan {
  const { repository, branches, secrets, environments } = entry;
  return {
    service,
    repository: absoluteRepository(repository, around.folder),
    branches,
    secrets,
    environments: Object.entries(environments).map(([name, environment]) =>
      environmentOf(name, environment, around),
    ),
    heartbeatMs: around.read.workers.heartbeat,
  };
}

function environmentOf(
  name: string,
  entry: EnvironmentEntry,
  { folder, groups }: Surroundings,
): EnvironmentPlan {
  const rules = entry.promotion ?? defaultRules({ hasGate: entry.gate !== undefined });
  // No rule of this version has a condition.
  const promotion = promotionOf(rules, () => false);
  return {
    name,
    ...promotion,
    ...(promotion.mode === 'delivery' && { gate: gateOf(entry.gate, groups) }),
    ...(entry.url !== undefined && { url: entry.url.replace(/\/+$/, '') }),
    target: targetOf(entry.target, folder),
    secrets: entry.secrets,
  };
}

function gateOf(entry: EnvironmentEntry['gate'], groups: readonly Group[]): GatePolicy {
  if (!entry) return DEFAULT_GATE;
  const { approvals, expires, selfApproval, unsigned } = entry;
  return {
    approvals,
    groups: entry.groups.flatMap((wanted) => groups.filter(({ name }) => name === wanted)),
    expiresMs: expires,
    selfApproval,
    unsigned,
  };
}

function targetOf({ timeout, ...target }: EnvironmentEntry['target'], folder: string): Target {
  return target.kind === 'directory'
    ? { ...target, path: resolve(folder, target.path), timeoutMs: timeout }
    : { ...target, timeoutMs: timeout };
}
