import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from './repository.ts';

/** Many services, each with a staging environment and a production that may ask. */
export interface Crowd {
  readonly services: readonly string[];
  readonly slipwayYaml: string;
  /** Makes their repositories, with as many commits each. @returns the commits, the oldest first */
  create(commits: number): ReadonlyMap<string, readonly string[]>;
  /** The release that is live, by the target itself. */
  live(service: string, environment: string): string;
}

const PIPELINE = `
build: { run: mkdir dist && cp change dist, artifact: dist }
test: { unit: { run: test -s change } }
verify: { there: { run: 'true' } }
`;

/** @param production how production is entered, in the words of slipway.yaml */
export function createCrowd(root: string, count: number, production: string): Crowd {
  const services = Array.from({ length: count }, (_, i) => `service-${i + 1}`);
  const folder = (service: string, environment: string) =>
    `target: { kind: directory, path: targets/${service}/${environment} }`;
  const yamlOf = (service: string) => `
  ${service}:
    repository: repositories/${service}
    environments:
      staging: { ${folder(service, 'staging')} }
      production: { ${folder(service, 'production')}, ${production} }`;
  return {
    services,
    slipwayYaml: `store: file:store\nservices:${services.map(yamlOf).join('')}\n`,
    create(commits) {
      mkdirSync(join(root, 'repositories'));
      // One is made, and copied: git takes its time.
      const [first = ''] = services;
      const at = (service: string) => join(root, 'repositories', service);
      const made: Repository = createRepository(at(first), { 'pipeline.yaml': PIPELINE });
      const all = Array.from({ length: commits }, (_, i) => made.commit({ change: `${i}\n` }));
      for (const service of services.slice(1)) execFileSync('cp', ['-r', at(first), at(service)]);
      return new Map(services.map((service) => [service, all]));
    },
    live: (service, environment) =>
      readFileSync(join(root, 'targets', service, environment, 'current', 'change'), 'utf8').trim(),
  };
}
