import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A page of the documentation: its path seen from the root, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The block that follows, if the next one does: an answer, mostly. */
  readonly next?: Block;
}

/** Every page that people read. */
export function pages(): readonly Page[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'examples/hello/README.md',
    ...inDocs,
  ].map(pageAt);
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

export function blocksOf({ text }: Page): readonly Block[] {
  const found = [...text.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)];
  let next: Block | undefined;
  const blocks: Block[] = [];
  for (const [, language = '', content = ''] of found.toReversed()) {
    next = { language, text: content, ...(next && { next }) };
    blocks.unshift(next);
  }
  return blocks;
}

/** A request as a line with curl says it. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The requests of a shell block that are sent with curl to an address that is written out. */
export function curlRequests(script: string): readonly CurlRequest[] {
  const lines = script.replaceAll('\\\n', ' ').split('\n');
  return lines.filter((line) => /^\s*curl /.test(line)).map(requestOf);
}

const OPTIONS_WITH_VALUE = new Set(['-X', '-H', '-d']);

function requestOf(line: string): CurlRequest {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const values = (option: string) => words.filter((_, i) => words[i - 1] === option);
  const url = words.find((word, i) => /^https?:/.test(word) && !isValue(words[i - 1]));
  const body = values('-d')[0];
  const headers = values('-H').map((header) => header.split(/: */, 2) as [string, string]);
  return {
    method: values('-X')[0] ?? (body === undefined ? 'GET' : 'POST'),
    url: url ?? '',
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body }),
  };
}

function isValue(before: string | undefined): boolean {
  return before !== undefined && OPTIONS_WITH_VALUE.has(before);
}
