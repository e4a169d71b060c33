import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Call>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Call {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Throws unless an answer is as the document says; what the document does not have is let pass. */
export type Contract = (asked: Asked, response: Response) => Promise<void>;

/**
 * Holds answers against an OpenAPI document: the status, the type and the body of each. A field
 * that the document does not name is none; a problem may say more, as RFC 9457 has it.
 */
export function contractOf({ paths, components }: Document): Contract {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    meta: false,
  });
  // Its references lead from the root of a schema.
  const parts = { schemas: mapped(components.schemas, (one) => closed(one, true)) };
  const validators = new Map<Schema, ValidateFunction>();
  function validatorOf(schema: Schema, type: string): ValidateFunction {
    const known = validators.get(schema);
    if (known) return known;
    const wanted = type === 'application/json' ? closed(schema) : schema;
    const validator = ajv.compile({ ...wanted, components: parts });
    validators.set(schema, validator);
    return validator;
  }

  return async ({ method, path }, response) => {
    const [template, calls] = Object.entries(paths).find(([one]) => fits(one, path)) ?? [];
    const call = calls?.[method.toLowerCase()];
    if (!call) return;
    const { status } = response;
    const say = (what: string) => `${method} ${template} responded ${status} ${what}`;
    const documented = call.responses[status];
    if (!documented) throw new Error(say('which is not documented'));
    const [type = ''] = (response.headers.get('Content-Type') ?? '').split(';');
    if (!documented.content && type === '') return;
    const schema = documented.content?.[type]?.schema;
    if (!schema) throw new Error(say(`as "${type}", which is not documented`));
    if (!type.endsWith('json')) return;
    const body: unknown = await response.clone().json();
    const isAsDocumented = validatorOf(schema, type);
    if (isAsDocumented(body)) return;
    const wrong = ajv.errorsText(isAsDocumented.errors, { dataVar: 'body' });
    throw new Error(`${say('otherwise than documented')}: ${wrong}\n${JSON.stringify(body)}`);
  };
}

function fits(template: string, path: string): boolean {
  const parts = path.split('/');
  const wanted = template.split('/');
  return (
    wanted.length === parts.length &&
    wanted.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]))
  );
}

/** The same schema, without room for what it does not name. */
function closed(schema: Schema, isPart = false): Schema {
  // `false` is a schema as well.
  if (typeof schema !== 'object') return schema;
  const deeper = Object.entries(schema).map(([keyword, value]) => [keyword, inner(keyword, value)]);
  const isObject = ['$ref', 'allOf', 'properties'].some((keyword) => keyword in schema);
  const isOpen = isPart || !isObject || 'additionalProperties' in schema;
  return { ...Object.fromEntries(deeper), ...(!isOpen && { unevaluatedProperties: false }) };

  function inner(keyword: string, value: unknown): unknown {
    const list = value as Schema[];
    if (keyword === 'properties')
      return mapped(value as Record<string, Schema>, (one) => closed(one));
    if (keyword === 'allOf') return list.map((one) => closed(one, true));
    if (keyword === 'anyOf' || keyword === 'oneOf') return list.map((one) => closed(one, isPart));
    return keyword === 'items' ? closed(value as Schema) : value;
  }
}

function mapped<Value, To>(of: Readonly<Record<string, Value>>, to: (value: Value) => To) {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, to(value)]));
}
