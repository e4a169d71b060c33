/** Problems of `access` in slipway.yaml that no single value shows. */
import { closestMatch } from '../domain/did-you-mean.ts';
import { choiceWords } from './found-expected.ts';
import type { SlipwayFile } from './slipway-schema.ts';
import type { Report } from './yaml-file.ts';

/** Access for a group, a service or an environment that does not exist is a slip. */
export function checkAccess({ access, groups, services }: SlipwayFile, report: Report): void {
  const environmentsOf = (service: string) => Object.keys(services[service]?.environments ?? {});
  for (const [index, rule] of access.entries()) {
    const check = (key: 'groups' | 'services' | 'environments', known: string[], what: string) => {
      for (const [at, word] of (rule[key] ?? []).entries())
        if (!known.includes(word))
          report(
            ['access', index, key, at],
            `found ${word}, expected ${what}: ${knownWords(word, known)}`,
          );
    };
    check('groups', Object.keys(groups), 'a group of this file');
    check('services', Object.keys(services), 'a service of this file');
    const names = (rule.services ?? Object.keys(services)).flatMap(environmentsOf);
    check('environments', [...new Set(names)], 'an environment of those services');
    const start = rule.roles.indexOf('start');
    if (rule.environments && start >= 0)
      report(
        ['access', index, 'roles', start],
        '`start` cannot be limited to environments: a release is started for all of them',
      );
  }
}

function knownWords(word: string, known: readonly string[]): string {
  return known.length === 0 ? 'there is none' : (closestMatch(word, known) ?? choiceWords(known));
}
