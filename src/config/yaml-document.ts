import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
} from 'yaml';
import { parseDocument, Parser, visit } from 'yaml';

/** A position in a file, counted from 1. */
export interface YamlPosition {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends YamlPosition {
  /** Keys and indexes joined by dots, empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** YAML that was read without an error. */
export interface YamlDocument {
  /** Plain data. Every map has text as keys. */
  readonly value: unknown;
  /** The position of a value; of a missing one, that of the nearest map or list around it. */
  positionOf(path: readonly PropertyKey[]): YamlPosition;
  /** The position of a key of a map. */
  positionOfKey(path: readonly PropertyKey[]): YamlPosition;
}

const MAX_CHARACTERS = 64 * 1024;
/** A few shared blocks are handy; a thousand repetitions of a thousand are an attack. */
const MAX_ALIASES = 50;
/** More than a person fixes at once. */
export const MAX_PROBLEMS = 50;
/** The parser recurses, and Node aborts when its stack ends inside a regular expression. */
const MAX_DEPTH = 40;

/** Reads one YAML document. Keys that occur twice, unknown tags and second documents are problems. */
export function readYamlDocument(
  text: string,
): YamlDocument | { problems: readonly YamlProblem[] } {
  const start = { line: 1, column: 1, path: '' };
  if (text.length > MAX_CHARACTERS)
    return { problems: [{ ...start, message: 'found more than 64 KiB, expected a short file' }] };
  if (depthOf(text) > MAX_DEPTH)
    return { problems: [{ ...start, message: 'found deep nesting, expected less' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const problems = problemsOf(document, lines);
  if (problems.length > 0) return { problems };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { value, ...positionsOf(document, lines) };
  } catch (error) {
    // Aliases without an anchor, or too many of them; the parser does not say where.
    return { problems: [{ ...start, message: `found ${(error as Error).message}` }] };
  }
}

/** How deep maps and lists lie in one another, up to one more than is allowed. */
function depthOf(text: string): number {
  let level: unknown[] = [...new Parser().parse(text)];
  let depth = 0;
  for (; level.length > 0 && depth <= MAX_DEPTH; depth += 1) level = level.flatMap(innerTokens);
  return depth;
}

/** The common part of the tokens of documents, maps and lists. */
interface OuterToken {
  readonly type: string;
  readonly value?: unknown;
  readonly items?: readonly { readonly key?: unknown; readonly value?: unknown }[];
}

function innerTokens(token: unknown): unknown[] {
  const { type, value, items = [] } = token as OuterToken;
  if (type === 'document') return value ? [value] : [];
  return items.flatMap((item) => [item.key, item.value].filter(Boolean));
}

function problemsOf(document: Document.Parsed, lines: LineCounter): YamlProblem[] {
  const problems = [...document.errors, ...document.warnings]
    .slice(0, MAX_PROBLEMS)
    .map(({ code, message, pos }) => ({
      ...positionAt(lines, pos[0]),
      path: '',
      message:
        code === 'MULTIPLE_DOCS'
          ? 'found a second document, expected one'
          : `found text that is not YAML here, expected YAML: ${message}`,
    }));
  // zod ignores this key, and every unknown key is a problem.
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return;
      problems.push({
        ...positionAt(lines, key.range?.[0]),
        path: '__proto__',
        message: 'found an unknown key, expected another name',
      });
    },
  });
  return problems;
}

function positionsOf(document: Document.Parsed, lines: LineCounter) {
  const positionOf = (path: readonly PropertyKey[]): YamlPosition => {
    let position: YamlPosition = { line: 1, column: 1 };
    let node: Node | null = document.contents;
    for (const step of path) {
      const found = childOf(resolved(node, document), step);
      if (!found) return position;
      position = positionAt(lines, found.start);
      node = found.value;
    }
    return node?.range ? positionAt(lines, node.range[0]) : position;
  };
  const positionOfKey = (path: readonly PropertyKey[]): YamlPosition => {
    const parent = path.slice(0, -1);
    let node: Node | null = document.contents;
    for (const step of parent) node = childOf(resolved(node, document), step)?.value ?? null;
    const found = childOf(resolved(node, document), path.at(-1) ?? '');
    return found ? positionAt(lines, found.start) : positionOf(path);
  };
  return { positionOf, positionOfKey };
}

function resolved(node: Node | null, document: Document.Parsed): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** An entry of a map or a list, and where it begins: for a map, where its key does. */
function childOf(
  node: Node | null,
  step: PropertyKey,
): { start: number | undefined; value: Node | null } | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(step)];
    return item && { start: item.range?.[0], value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (!isPair(pair) || !isScalar(pair.key)) return undefined;
  return { start: pair.key.range?.[0], value: pair.value as Node | null };
}

function positionAt(lines: LineCounter, offset: number | undefined): YamlPosition {
  const { line, col } = lines.linePos(offset ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
