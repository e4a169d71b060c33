import { z } from 'zod';

/** The part of a JSON Schema (draft 2020-12) that the schemas of the two files use. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The JSON Schema of a file, for editors and other programs. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override({ zodSchema, jsonSchema }) {
      // zod leaves out the examples of transformed values; ours are as written in the file.
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  }) as JsonSchema;
}

/** The alternatives of a schema; a schema that is no choice is its own only one. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

/**
 * The alternative that a value most likely means, by its keys.
 *
 * @returns its index, or `undefined` if several are as likely
 */
export function meantBy(value: unknown, alternatives: readonly JsonSchema[]): number | undefined {
  const scores = alternatives.map((alternative) => likeness(value, alternative));
  const best = Math.max(...scores);
  return scores.filter((score) => score === best).length === 1 ? scores.indexOf(best) : undefined;
}

/** The weight of a required key, against a known one. */
const REQUIRED = 10;

function likeness(value: unknown, { properties = {}, required = [] }: JsonSchema): number {
  if (typeof value !== 'object' || value === null) return 0;
  let score = 0;
  for (const [key, held] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!property || (property.const !== undefined && property.const !== held)) continue;
    score += required.includes(key) ? REQUIRED : 1;
  }
  return score;
}

/** The keys that may stand in the map at a path. */
export function knownKeys(
  root: JsonSchema,
  value: unknown,
  path: readonly PropertyKey[],
): string[] {
  let schema: JsonSchema | undefined = chosen(root, value);
  let held = value;
  for (const step of path) {
    held = (held as Record<PropertyKey, unknown> | undefined)?.[step];
    const next: JsonSchema | undefined = schema && childOf(schema, step);
    schema = next && chosen(next, held);
  }
  return Object.keys(schema?.properties ?? {});
}

function chosen(schema: JsonSchema, value: unknown): JsonSchema {
  const alternatives = alternativesOf(schema);
  return alternatives[meantBy(value, alternatives) ?? 0] ?? schema;
}

function childOf(schema: JsonSchema, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return schema.items;
  const { properties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, step)) return properties[String(step)];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}
