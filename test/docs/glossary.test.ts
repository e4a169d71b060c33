/** docs/glossary.md has every word of Slipway, and retired words are in no source, page or schema. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { OUTCOMES, PHASES } from '../../src/domain/release/release.ts';
import { answer, appWith } from '../support/api.ts';
import { pageAt, root } from './pages.ts';

const glossary = pageAt('docs/glossary.md').text;
const WORDS = new Set(wordsOf(glossary));

/** Keys that every format has, and the names of other products. */
const COMMON = wordsOf(
  'name kind url path env run timeout repository branches paths expires issuer client id secret ' +
    'scopes claims groups group token api project query http expect prometheus when from to open ' +
    'closed reason time zone build test verify watch deploy generic push gitlab github slack ' +
    'sha256 supersede on failure require email by slipway',
);

/** Former words, each with another one in the glossary. */
const RETIRED = [
  'calendar',
  'manifest',
  'mend',
  'standing',
  'deliveries',
  'given-up',
  'outcome-unknown',
  'needs-guidance',
  'calendars',
  'caller',
  'callers',
  'coalesce',
  'goes before',
  'went before',
  'taken back',
  'takes back',
  'break the glass',
  'herald',
  'narrator',
  'passage',
  'patience',
  'happening',
  'landing',
  'landings',
  'journey',
  'census',
  'lift the hold',
  'mended',
];

describe('docs/glossary.md', () => {
  it.each([...PHASES, ...OUTCOMES, ...kindsOf('event.ts'), ...kindsOf('waiting.ts')])(
    'has %s',
    (word) => {
      expect(glossary).toContain(`\`${word}\``);
    },
  );

  it.each(['slipway', 'pipeline'])('explains every key of %s.yaml', (file) => {
    const schema: unknown = JSON.parse(
      readFileSync(join(root, `schema/${file}.schema.json`), 'utf8'),
    );
    expect(unknownIn(keysOf(schema))).toEqual([]);
  });

  it('explains every command', () => {
    const { text } = pageAt('docs/command-line.md');
    const commands = [...text.matchAll(/^### ([\w-]+)$/gm)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(20);
    const usual = wordsOf('start list status why logs open whoami validate completion waiting');
    expect(unknownIn(commands).filter((word) => !usual.includes(word))).toEqual([]);
  });

  let paths: readonly string[];
  beforeAll(async () => {
    const { body } = await answer(appWith().request('/openapi.json'));
    paths = Object.keys(body.paths);
  });

  it('explains every path of the API', () => {
    const segments = paths.flatMap((path) => path.split('/')).filter((part) => /^\w/.test(part));
    const usual = [
      'health',
      'live',
      'ready',
      'me',
      'waiting',
      'changes',
      'logs',
      'dora',
      'webhooks',
    ];
    expect(unknownIn(segments).filter((word) => !usual.includes(word))).toEqual([]);
  });
});

describe('retired words', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'docs', 'schema', 'README.md'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(tsx?|js|css|json|ya?ml|md)$/.test(file) && !file.includes('decisions/'));

  it.each(RETIRED.map((word) => [word]))('%s stands in no source, page or schema', (word) => {
    const found = files.filter((file) =>
      new RegExp(`\\b${word}\\b`, 'i').test(readFileSync(join(root, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });
});

/** A clause that opens with a pronoun where a noun would do. */
const PRONOUN =
  /(?<!\b(?:anyone|users|members) )\bwho\b|\b(?:whoever|those (?:who|that)|nobody|somebody|anybody|everybody)\b/i;

describe('sentences that people read', () => {
  const files = execFileSync('git', ['ls-files', 'src'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file));

  it('name the person or the thing', () => {
    const found = files.flatMap((file) =>
      textsOf(readFileSync(join(root, file), 'utf8'))
        .filter((text) => PRONOUN.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it.each(["'Waits for somebody.'", '`Ask whoever knows ${it}.`', '<p>Who can approve</p>'])(
    '%s is found',
    (code) => {
      expect(textsOf(code).some((text) => PRONOUN.test(text))).toBe(true);
    },
  );
  it.each(["'Anyone who can approve.'", "// It waits for somebody.\nconst who = 'somebody';"])(
    '%s is not found',
    (code) => {
      expect(textsOf(code).filter((text) => PRONOUN.test(text))).toEqual([]);
    },
  );
});

/** The texts of several words in code: literals and the content of elements, without comments. */
function textsOf(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const literals = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|>([^<>{}]+)</g;
  return [...bare.matchAll(literals)]
    .map(([, single, double, template, element]) => single ?? double ?? template ?? element ?? '')
    .filter((text) => /\s/.test(text.trim()));
}

/** The kinds of a union of types: types have no values that could be imported. */
function kindsOf(file: string): string[] {
  const code = readFileSync(join(root, 'src/domain/release', file), 'utf8');
  const kinds = [...code.matchAll(/\bkind:((?:\s*\|?\s*'[a-z-]+')+)/g)].flatMap(([, union = '']) =>
    [...union.matchAll(/'([a-z-]+)'/g)].map(([, kind = '']) => kind),
  );
  return [...new Set(kinds)];
}

/** Words that neither the glossary nor every format has. */
function unknownIn(names: readonly string[]): string[] {
  const known = (word: string) =>
    [word, word.replace(/s$/, ''), `${word}s`].some((form) => WORDS.has(form)) ||
    COMMON.includes(word);
  return [...new Set(names)].filter((name) => !wordsOf(name).every(known));
}

function wordsOf(text: string): string[] {
  const apart = text.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

/** The names of all keys of a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value as object) : []),
    ...keysOf(value),
  ]);
}
