/** Problems of slipway.yaml that no single value shows. */
import { resolve, sep } from 'node:path';
import { closestMatch } from '../domain/did-you-mean.ts';
import { conditionProblem } from '../policy/condition.ts';
import { checkAccess } from './access-checks.ts';
import { choiceWords } from './found-expected.ts';
import { checkGroups } from './group-checks.ts';
import { type RecipientEntry, recipientOf } from './notification-schema.ts';
import { repositoryProblem } from './repository.ts';
import type { EnvironmentEntry, SlipwayFile } from './slipway-schema.ts';
import type { Report } from './yaml-file.ts';

/** @param directory that relative paths start from */
export function checkSlipwayFile(file: SlipwayFile, directory: string, report: Report): void {
  checkPrincipals(file, report);
  checkGroups(file, report);
  checkAccess(file, report);
  const targets = new TargetDirectories(directory, report);
  for (const [service, { repository, environments, notifications }] of Object.entries(
    file.services,
  )) {
    const problem = repositoryProblem(repository);
    if (problem) report(['services', service, 'repository'], problem);
    checkRecipients(notifications, ['services', service, 'notifications'], report);
    for (const [name, environment] of Object.entries(environments)) {
      const path = ['services', service, 'environments', name];
      checkGate(environment, file.groups, path, report);
      checkPromotion(environment, path, report);
      checkWindows(environment, Object.keys(file.windows), path, report);
      if (environment.target.kind === 'directory')
        targets.add(environment.target.path, [...path, 'target', 'path']);
    }
  }
}

function checkPrincipals({ users, serviceAccounts }: SlipwayFile, report: Report): void {
  const seen = new Map<string, string>();
  const once = (key: string, path: PropertyKey[], what: string) => {
    const first = seen.get(key);
    if (first) report(path, `found the same ${what} as in ${first}, expected another`);
    else seen.set(key, path.slice(0, 2).join('.'));
  };
  for (const [key, list] of Object.entries({ users, serviceAccounts }))
    for (const [index, entry] of list.entries()) {
      once(`name ${entry.name}`, [key, index, 'name'], 'name');
      if ('tokenSha256' in entry)
        once(`token ${entry.tokenSha256}`, [key, index, 'tokenSha256'], 'token');
      else once(`env ${entry.token.env}`, [key, index, 'token', 'env'], 'token');
    }
}

function checkGate(
  { gate }: EnvironmentEntry,
  groups: SlipwayFile['groups'],
  path: PropertyKey[],
  report: Report,
): void {
  const known = Object.keys(groups);
  for (const [index, group] of (gate?.groups ?? []).entries()) {
    const at = [...path, 'gate', 'groups', index];
    if (!known.includes(group))
      report(at, `found ${group}, expected a group of this file: ${groupWords(group, known)}`);
    else if (gate?.groups.indexOf(group) !== index)
      report(at, `found ${group} a second time, expected each group once`);
  }
  const escalateTo = gate?.escalateTo;
  if (escalateTo === undefined || known.includes(escalateTo)) return;
  const words = groupWords(escalateTo, known);
  const at = [...path, 'gate', 'escalateTo'];
  report(at, `found ${escalateTo}, expected a group of this file: ${words}`);
}

function groupWords(group: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none under groups';
  return closestMatch(group, known) ?? choiceWords(known);
}

function checkWindows(
  { windows }: EnvironmentEntry,
  known: readonly string[],
  path: PropertyKey[],
  report: Report,
): void {
  for (const [index, name] of windows.entries()) {
    const at = [...path, 'windows', index];
    const words =
      known.length === 0
        ? 'there is none under windows'
        : (closestMatch(name, known) ?? choiceWords(known));
    if (!known.includes(name))
      report(at, `found ${name}, expected a window of this file: ${words}`);
    else if (windows.indexOf(name) !== index)
      report(at, `found ${name} a second time, expected each window once`);
  }
}

/** Notifications are listed, and kept in order, by the name of their recipient. */
function checkRecipients(
  recipients: readonly RecipientEntry[],
  path: PropertyKey[],
  report: Report,
): void {
  const names = recipients.map((entry) => recipientOf(entry).name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      report([...path, index], `found a second recipient named ${name}, expected another \`name\``);
}

/** The last rule always matches, and no other does, so that there is always a decision. */
function checkPromotion(
  { promotion = [] }: EnvironmentEntry,
  path: PropertyKey[],
  report: Report,
): void {
  for (const [index, { when }] of promotion.entries()) {
    const isLast = index === promotion.length - 1;
    if (isLast && when !== undefined)
      report([...path, 'promotion', index, 'when'], 'the last rule must have no condition');
    if (!isLast && when === undefined)
      report(
        [...path, 'promotion', index + 1],
        'this rule is never reached: add a condition to the rule before it',
      );
    const problem = when === undefined ? undefined : conditionProblem(when);
    if (problem !== undefined)
      report(
        [...path, 'promotion', index, 'when'],
        `found a condition that cannot be used: ${problem}`,
      );
  }
}

/** Two environments in one directory would switch each other's `current`. */
class TargetDirectories {
  readonly #directory: string;
  readonly #report: Report;
  readonly #seen: { directory: string; owner: string }[] = [];

  constructor(directory: string, report: Report) {
    this.#directory = directory;
    this.#report = report;
  }

  add(path: string, at: PropertyKey[]): void {
    const directory = resolve(this.#directory, path);
    const other = this.#seen.find(
      (seen) => isWithin(seen.directory, directory) || isWithin(directory, seen.directory),
    );
    if (other) this.#report(at, `this directory already belongs to ${other.owner}`);
    this.#seen.push({ directory, owner: at.slice(1, 4).join('.') });
  }
}

function isWithin(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
