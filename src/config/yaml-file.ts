import type { z } from 'zod';
import { closestMatch } from '../domain/did-you-mean.ts';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';
import { choiceWords, foundWords, typeWords } from './found-expected.ts';
import {
  alternativesOf,
  type JsonSchema,
  jsonSchemaOf,
  knownKeys,
  meantBy,
} from './json-schema.ts';
import {
  MAX_PROBLEMS,
  readYamlDocument,
  type YamlDocument,
  type YamlProblem,
} from './yaml-document.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** A problem of a file. */
export interface FileIssue extends YamlProblem {
  readonly file: string;
}

/** Adds a problem, with a whole sentence, at the value that the path names. */
export type Report = (path: Path, sentence: string) => void;

export interface YamlFile<Schema extends z.ZodType> {
  readonly text: string;
  /** The name that problems are reported under. */
  readonly file: string;
  /**
   * The message of a pattern or a check is the expected value; with `params: { sentence:
   * true }` it is a whole sentence.
   */
  readonly schema: Schema;
  readonly code: ErrorCode;
  /** Keys whose values no message may show. */
  readonly hidden?: readonly string[];
  /** Finds problems that no single value shows. Called only when the schema has found none. */
  readonly check?: (value: z.output<Schema>, report: Report) => void;
}

/**
 * Reads a YAML file strictly.
 *
 * @throws SlipwayError with the code given. Its message has a line `file:line:column: path: found
 *   X, expected Y` for each problem, of the first fifty, and `details.issues` has them as data.
 */
export function readYaml<Schema extends z.ZodType>(from: YamlFile<Schema>): z.output<Schema> {
  const document = readYamlDocument(from.text);
  if ('problems' in document) throw refusal(from, document.problems);
  const parsed = from.schema.safeParse(document.value);
  if (!parsed.success) throw refusal(from, problemsOf(from, document, parsed.error.issues));
  const problems: YamlProblem[] = [];
  from.check?.(parsed.data, (path, message) =>
    problems.push({ ...document.positionOf(path), path: path.join('.'), message }),
  );
  if (problems.length > 0) throw refusal(from, problems);
  return parsed.data;
}

function refusal(
  { file, code }: YamlFile<z.ZodType>,
  problems: readonly YamlProblem[],
): SlipwayError {
  const issues: FileIssue[] = problems
    .map((problem) => ({ file, ...problem }))
    .toSorted((one, other) => one.line - other.line || one.column - other.column);
  const lines = issues.map(({ line, column, path, message }) =>
    [`${file}:${line}:${column}`, ...(path ? [path] : []), message].join(': '),
  );
  return new SlipwayError(code, lines.join('\n'), { details: { issues } });
}

function problemsOf(
  { schema, hidden = [] }: YamlFile<z.ZodType>,
  document: YamlDocument,
  issues: readonly Issue[],
): YamlProblem[] {
  const reader: Reader = { document, hidden, root: jsonSchemaOf(schema) };
  return issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => describe(reader, issue, issue.path))
    .slice(0, MAX_PROBLEMS);
}

interface Reader {
  readonly document: YamlDocument;
  readonly hidden: readonly string[];
  readonly root: JsonSchema;
}

function describe(reader: Reader, issue: Issue, path: Path): YamlProblem[] {
  const { document } = reader;
  const at = { ...document.positionOf(path), path: path.join('.') };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MAX_PROBLEMS).map((key) => unknownKey(reader, [...path, key]));
    case 'invalid_key': {
      const message = `found ${foundWords(path.at(-1), false)}, expected ${issue.issues[0]?.message}`;
      return [{ ...document.positionOfKey(path), path: at.path, message }];
    }
    case 'invalid_union':
      return describeChoice(reader, issue, path);
    case 'custom':
      if (issue.params?.['sentence'] === true) return [{ ...at, message: issue.message }];
  }
  const value = valueAt(document.value, path);
  const found = foundWords(value, reader.hidden.includes(String(path.at(-1))));
  return [{ ...at, message: `found ${found}, expected ${expectedWords(issue, value)}` }];
}

function unknownKey({ document, root }: Reader, path: Path): YamlProblem {
  const key = String(path.at(-1));
  const known = knownKeys(root, document.value, path.slice(0, -1));
  const meant = closestMatch(key, known);
  const expected = meant ? `${meant} (the nearest)` : choiceWords(known);
  // The key of one alternative beside the key of another: each is known, but not together.
  const message = known.includes(key)
    ? `found ${key} together with keys that exclude it, expected only one`
    : `found an unknown key, expected ${expected}`;
  return { ...document.positionOfKey(path), path: path.join('.'), message };
}

/** Of several ways to write a value, only the problems of the meant one are worth reading. */
function describeChoice(
  reader: Reader,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
): YamlProblem[] {
  const value = valueAt(reader.document.value, path);
  const meant = meantBy(value, alternativesOf(schemaAt(reader.root, path)));
  const branch = meant === undefined ? undefined : issue.errors[meant];
  if (branch) return branch.flatMap((inner) => describe(reader, inner, [...path, ...inner.path]));
  const options = 'options' in issue ? (issue.options as readonly unknown[]) : undefined;
  const expected = options ? choiceWords(options) : issue.message;
  return [
    {
      ...reader.document.positionOf(path),
      path: path.join('.'),
      message: `found ${foundWords(value, false)}, expected ${expected}`,
    },
  ];
}

function schemaAt(root: JsonSchema, path: Path): JsonSchema {
  let schema = root;
  for (const step of path) {
    const { properties = {}, additionalProperties, items } = schema;
    const rest = typeof additionalProperties === 'object' ? additionalProperties : {};
    schema = (typeof step === 'number' ? items : (properties[String(step)] ?? rest)) ?? {};
  }
  return schema;
}

function expectedWords(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected, value);
    case 'invalid_value':
      return choiceWords(issue.values);
    case 'too_small':
      return `at least ${issue.minimum}${unitWords(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitWords(issue.origin)}`;
    default:
      return issue.message;
  }
}

function unitWords(origin: string): string {
  if (origin === 'array') return ' in the list';
  return origin === 'string' ? ' characters' : '';
}

function valueAt(value: unknown, path: Path): unknown {
  let held = value;
  for (const step of path) {
    if (typeof held !== 'object' || held === null || !Object.hasOwn(held, step)) return undefined;
    held = (held as Record<PropertyKey, unknown>)[step];
  }
  return held;
}
