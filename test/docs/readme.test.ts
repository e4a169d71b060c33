import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { readPipeline } from '../../src/config/pipeline-file.ts';
import { answer, appWith } from '../support/api.ts';
import { blocksOf, curlRequests, pageAt, pages, root } from './pages.ts';

const everyPage = pages().map((page) => [page.path, page] as const);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** What git does not have. */
const MADE_ON_THE_MACHINE = ['deploy/compose/secrets'];
/** Commands of npm that need no entry of package.json. */
const OF_NPM = new Set(['ci', 'install']);

describe.each(everyPage)('%s', (path, page) => {
  test('links to what exists', () => {
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(root, found)), target).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(found), target).toContain(anchor);
    }
  });
  test('names scripts that package.json has', () => {
    // The page about pipeline.yaml is about the scripts of others.
    const own =
      path === 'docs/pipeline-yaml.md' ? '' : page.text.replace(/```(yaml|json)[\s\S]*?```/g, '');
    for (const [, name = ''] of own.matchAll(/npm run (?:--?\S+ )*([a-z][\w:-]*)/g))
      expect(Object.keys(scripts), name).toContain(name);
    for (const [, name = ''] of own.matchAll(/^npm (?!run)(\S+)/gm))
      expect([...OF_NPM, ...Object.keys(scripts)], name).toContain(name);
  });
  test('names files and folders that exist', () => {
    const paths = page.text.matchAll(
      /(?<![\w/.~-])((?:src|test|bin|docs|deploy|examples|schema|bench)\/[\w./-]*[\w-])(?![\w/<-])/g,
    );
    for (const [, named = ''] of paths)
      if (!MADE_ON_THE_MACHINE.some((folder) => named.startsWith(folder)))
        expect(existsSync(join(root, named)), named).toBe(true);
    for (const [, program = ''] of page.text.matchAll(/\bdist\/([\w/-]+)\.js/g))
      expect(existsSync(join(root, `src/${program}.ts`)), program).toBe(true);
  });
  test('names no place of the machine that it was written on', () => {
    const withoutExamples = page.text.replaceAll('/srv/', '');
    expect(withoutExamples).not.toMatch(/(?<![\w.$}-])\/(home|root|work|tmp|Users|private)\//);
  });
});

describe('README.md', () => {
  const page = pageAt('README.md');
  const yaml = (name: string) =>
    blocksOf(pageAt('docs/configuration.md')).find(
      ({ language, text }) => language === 'yaml' && text.startsWith(`# ${name}`),
    )?.text ?? '';

  test('has a slipway.yaml that is accepted', () => {
    const { services, principals } = readConfiguration(yaml('slipway.yaml'), 'README.md', '/srv');
    const modes = services['shop']?.environments.map(({ name, mode }) => [name, mode]);
    expect(modes).toEqual([
      ['staging', 'automatic'],
      ['production', 'approval'],
    ]);
    expect(principals).toHaveLength(3);
  });
  test('has a pipeline.yaml that is accepted', () => {
    const { test: suites } = readPipeline(yaml('pipeline.yaml'));
    expect(suites.map(({ name }) => name)).toEqual(['unit', 'browser']);
  });
  test('says what each picture shows', () => {
    const pictures = [...page.text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    expect(pictures.length).toBeGreaterThanOrEqual(2);
    for (const [, words = '', file] of pictures) expect(words.length, file).toBeGreaterThan(60);
  });
  test('begins with the one command of a newcomer', () => {
    const [first] = blocksOf(page);
    expect(first).toMatchObject({ language: 'sh', text: 'npm start\n' });
  });
  test('names variables that something reads', () => {
    const reader = readFileSync(join(root, 'src/config/env.ts'), 'utf8');
    for (const [name] of page.text.matchAll(/\bSLIPWAY_[A-Z_]+\b/g))
      expect(reader, name).toContain(`'${name}'`);
  });
});

describe('CONTRIBUTING.md', () => {
  const page = pageAt('CONTRIBUTING.md');

  test.each([
    ['quorum', 'src/domain/gate/gate.ts', 'approvals'],
    ['soak timer', 'src/workflows/release/entry-waits.ts', 'soak'],
    ['signature of a webhook', 'src/api/webhooks/signature.ts', 'signature'],
    ['adding a target', 'src/activities/targets/target-of.ts', 'command'],
    ['sticky queue timeout', 'src/worker/create-workers.ts', 'stickyQueue'],
    ['resuming a stream', 'src/api/releases/events.ts', 'last-event-id'],
    ['masking', 'src/run/masking.ts', 'mask'],
    ['release of a rollback', 'src/domain/environment/rollback.ts', 'rollbackRelease'],
    ['text of a Slack message', 'src/domain/notify/chat-message.ts', 'text'],
    ["activity's timeout and retries", 'src/workflows/shared/activity-stubs.ts', 'Timeout'],
  ])('says where to find the %s', (question, file, word) => {
    const row = page.text
      .split('\n')
      .find((line) => line.startsWith('| ') && line.includes(question));
    expect(row).toContain(`\`${file}\``);
    expect(
      readFileSync(join(root, file), 'utf8').toLowerCase().includes(word.toLowerCase()),
      word,
    ).toBe(true);
  });
});

describe('each call with curl', () => {
  let paths: Record<string, Record<string, unknown>>;
  beforeAll(async () => {
    const { body } = await answer(appWith().request('/openapi.json'));
    paths = body.paths;
  });
  const requests = pages().flatMap((page) =>
    blocksOf(page)
      .filter(({ language }) => language === 'sh' || language === 'text')
      .flatMap(({ text }) => curlRequests(text))
      .map((request) => [`${request.method} ${request.url}`, request] as const),
  );

  test.each(requests)('%s is a call that the API has', (_, { method, url }) => {
    const parts = new URL(url).pathname.split('/');
    const fits = (template: string) => {
      const wanted = template.split('/');
      return (
        wanted.length === parts.length &&
        wanted.every((part, i) => part.startsWith('{') || part === parts[i])
      );
    };
    const methods = Object.entries(paths).flatMap(([template, known]) =>
      fits(template) ? Object.keys(known) : [],
    );
    expect(methods).toContain(method.toLowerCase());
  });
});

function anchorsOf(path: string): string[] {
  const { text } = pageAt(path);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)];
}
