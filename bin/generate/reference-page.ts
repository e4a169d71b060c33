import { stringify } from 'yaml';
import { alternativesOf, type JsonSchema } from '../../src/config/json-schema.ts';
import { cell, GENERATED } from './markdown.ts';

interface ReferencePage {
  readonly schema: JsonSchema;
  /** Where the schema lies, seen from the root of the repository. */
  readonly schemaFile: string;
  /** A file that uses every key. */
  readonly example: string;
}

/** Writes the page that explains every key of one of the two files. */
export function referencePage({ schema, schemaFile, example }: ReferencePage): string {
  const sections: Section[] = [];
  collect('', schema, sections);
  return [
    GENERATED,
    `# ${schema.title}`,
    schema.description,
    `Keys that are not listed here are errors. Editors check the file while it is written, by [${schemaFile}](../${schemaFile}): put its path into the first line as below.`,
    '## A full example',
    `\`\`\`yaml\n${example.trim()}\n\`\`\``,
    '## Every key',
    ...sections.map(sectionText),
    '## Kinds of values',
    kindsTable(schema),
    '',
  ].join('\n\n');
}

/** One map of the file, and what may stand in it. */
interface Section {
  readonly path: string;
  /** Which of several forms of the map this is. */
  readonly form: string;
  readonly schema: JsonSchema;
}

function collect(path: string, schema: JsonSchema, sections: Section[]): void {
  const alternatives = alternativesOf(schema);
  for (const alternative of alternatives) {
    const { properties, additionalProperties, items } = alternative;
    if (items) collect(`${path}[]`, items, sections);
    if (typeof additionalProperties === 'object')
      collect(`${path}.<name>`, additionalProperties, sections);
    if (!properties) continue;
    sections.push({ path, form: formOf(alternative, alternatives), schema: alternative });
    for (const [key, property] of Object.entries(properties))
      collect(path ? `${path}.${key}` : key, property, sections);
  }
}

/** Names an alternative by what only it has: `kind: directory`, or a key that it requires. */
function formOf(schema: JsonSchema, alternatives: readonly JsonSchema[]): string {
  if (alternatives.length === 1) return '';
  for (const key of schema.required ?? []) {
    const fixed = schema.properties?.[key]?.const;
    if (fixed !== undefined) return `with \`${key}: ${textOf(fixed)}\``;
    const others = alternatives.filter((other) => other !== schema);
    if (others.every(({ properties = {} }) => !(key in properties))) return `with \`${key}\``;
  }
  return '';
}

function sectionText({ path, form, schema }: Section): string {
  const heading = path ? `\`${path}\`` : 'The file';
  const required = schema.required ?? [];
  const rows = Object.entries(schema.properties ?? {}).map(([key, property]) =>
    [
      `\`${key}\``,
      property.description ?? '',
      typeWords(property),
      defaultWords(property, required.includes(key)),
      property.examples?.length ? code(property.examples[0]) : '',
    ].map(cell),
  );
  return [
    `### ${[heading, form].filter(Boolean).join(' ')}`,
    '',
    '| key | meaning | type | default | example |',
    '|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function typeWords(schema: JsonSchema): string {
  const { title, type, const: fixed, enum: values, items, additionalProperties } = schema;
  if (fixed !== undefined) return `\`${textOf(fixed)}\``;
  if (values) return values.map((value) => `\`${String(value)}\``).join(' or ');
  if (items) return `list of ${typeWords(items)}`;
  if (typeof additionalProperties === 'object')
    return `map of ${schema.propertyNames?.title ?? 'name'} to ${typeWords(additionalProperties)}`;
  if (title) return title;
  if (type === 'integer') return `whole number, ${schema.minimum} to ${schema.maximum}`;
  return type === 'boolean' ? '`true` or `false`' : 'map';
}

function defaultWords(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  const { default: value } = schema;
  if (value === undefined) return 'none';
  if (schema.properties) return 'see below';
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty ? 'empty' : code(value);
}

function code(value: unknown): string {
  const line = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return `\`${line}\``;
}

function kindsTable(schema: JsonSchema): string {
  const patterns = new Map<string, Set<string>>();
  addPatterns(schema, patterns);
  return [
    '| kind | pattern |',
    '|---|---|',
    ...[...patterns].map(
      ([title, found]) =>
        `| ${title} | ${[...found].map((pattern) => cell(`\`${pattern}\``)).join(' or ')} |`,
    ),
  ].join('\n');
}

function addPatterns(schema: JsonSchema, patterns: Map<string, Set<string>>): void {
  const { title, pattern, properties = {}, additionalProperties, propertyNames, items } = schema;
  if (title && pattern) patterns.set(title, (patterns.get(title) ?? new Set()).add(pattern));
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const choices = schema.anyOf ?? schema.oneOf ?? [];
  for (const child of [propertyNames, ...Object.values(properties), rest, items, ...choices])
    if (child) addPatterns(child, patterns);
}

/** A text as it stands in a file, anything else as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
