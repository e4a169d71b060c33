import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository, repositoryAt } from './repository.ts';

/**
 * Services that differ in how they enter production. `folder` and `tool` go back when their
 * verification fails; `blind` has no probe; `calm` and `timed` have windows; `timed` asks nobody.
 */
export const BUSY = ['directory', 'tool', 'blind', 'calm', 'timed'] as const;
export type BusyService = (typeof BUSY)[number];

/** What becomes of a commit: its verification fails in production, or people reject it. */
export interface Fate {
  readonly isBad: boolean;
  readonly isRejected: boolean;
}

/** When the windows are closed. */
export interface Closed {
  /** For `calm`, until somebody edits the file. */
  readonly isFrozen: boolean;
  /** For `timed`, by the clock: a whole minute. */
  readonly untilMs: number;
}

/** The fate of the commit with this number, from 1. */
export function fateOf(service: BusyService, number: number): Fate {
  const goesBack = service === 'directory' || service === 'tool';
  return {
    isBad: goesBack && number % 3 === 0,
    isRejected: service !== 'timed' && number % 10 === 5,
  };
}

/** Makes the repositories. */
export function createBusyServices(root: string): void {
  mkdirSync(join(root, 'journals'));
  for (const service of BUSY) {
    const repository = createRepository(join(root, service), filesOf(root));
    for (const name of ['build', 'alone', 'deploy', 'check'])
      chmodSync(join(repository.folder, name), 0o755);
    repository.commit({});
  }
}

/** Commits the next change of a service. */
export function commitTo(root: string, service: BusyService, number: number): string {
  const repository: Repository = repositoryAt(join(root, service));
  const { isBad } = fateOf(service, number);
  return repository.commit({ change: `${number}\n`, quality: isBad ? 'bad\n' : 'good\n' });
}

/** The file in which the commands of an environment write down what they do. */
export function journalOf(root: string, service: BusyService, environment: string): string {
  return join(root, 'journals', `${service}.${environment}`);
}

/** Writes slipway.yaml in one step, as an editor does. */
export function writeSlipwayYaml(root: string, closed: Closed): void {
  const made = join(root, 'slipway.yaml.new');
  writeFileSync(made, busyYaml(root, closed));
  renameSync(made, join(root, 'slipway.yaml'));
}

export function busyYaml(root: string, { isFrozen, untilMs }: Closed): string {
  const folder = (service: BusyService, environment: string) =>
    `target: { kind: directory, path: environments/${service}/${environment}, activate: ./alone deploy sleep 0.2 }`;
  const probe = (service: BusyService, environment: string) =>
    `sed -n "s/^effect //p" "${journalOf(root, service, environment)}" | tail -n 1`;
  const tool = (service: BusyService, environment: string) =>
    `target: { kind: command, deploy: ./alone deploy ./deploy, probe: '${probe(service, environment)}' }`;
  const asks = 'gate: { selfApproval: true }';
  const minute = (atMs: number) => new Date(atMs).toISOString().slice(0, 16);
  const closing = (from: string, to: string) => `closed: [{ from: ${from}, to: ${to} }]`;
  return `
store: file:store
workers: { heartbeat: 2s }
windows:
  freeze: { timeZone: UTC, ${isFrozen ? closing('2020-01-01', '2099-12-31') : 'closed: []'} }
  maintenance: { timeZone: UTC, ${closing('2020-01-01T00:00', minute(untilMs))} }
services:
  folder:
    repository: folder
    environments:
      staging: { ${folder('directory', 'staging')} }
      production: { ${folder('directory', 'production')}, ${asks}, onFailure: rollback }
  tool:
    repository: tool
    environments:
      staging: { ${tool('tool', 'staging')} }
      production: { ${tool('tool', 'production')}, ${asks}, onFailure: rollback, supersede: never }
  blind:
    repository: blind
    environments:
      staging: { ${folder('blind', 'staging')} }
      production: { target: { kind: command, deploy: ./alone deploy ./deploy }, ${asks}, supersede: never }
  calm:
    repository: calm
    environments:
      staging: { ${folder('calm', 'staging')} }
      production: { ${folder('calm', 'production')}, ${asks}, windows: [freeze] }
  timed:
    repository: timed
    environments:
      staging: { ${tool('timed', 'staging')} }
      production: { ${tool('timed', 'production')}, windows: [maintenance] }
`;
}

function filesOf(root: string): Record<string, string> {
  const journal = `${root}/journals/$SLIPWAY_SERVICE.$SLIPWAY_ENVIRONMENT`;
  return {
    'pipeline.yaml': [
      'build: { run: ./build, artifact: dist, timeout: 2m }',
      "test: { unit: { run: 'sleep 0.1 && test -s dist/change', timeout: 2m } }",
      'verify: { alive: { run: ./alone verify ./check, timeout: 2m } }',
      '',
    ].join('\n'),
    change: '0\n',
    quality: 'good\n',
    build: '#!/bin/sh\nset -e\nsleep 0.1\nmkdir dist\ncp change alone deploy dist\n',
    // The lock is gone with whoever has it, however that ends.
    alone: `#!/bin/sh
journal="${journal}"
what=$1; shift
exec 9>"$journal.lock"
flock -n 9 || echo "overlap $SLIPWAY_RELEASE" >> "$journal"
echo "begin $SLIPWAY_RELEASE $what $(date +%s%3N)" >> "$journal"
"$@"
ended=$?
echo "end $SLIPWAY_RELEASE $what $(date +%s%3N)" >> "$journal"
exit $ended
`,
    deploy: `#!/bin/sh
[ "$SLIPWAY_SERVICE" != blind ] || sleep 1
sleep 0.2
echo "effect $SLIPWAY_RELEASE" >> "${journal}"
sleep 0.2
`,
    check: `#!/bin/sh
sleep 0.1
[ "$SLIPWAY_ENVIRONMENT" != production ] || grep -q good quality
`,
  };
}
