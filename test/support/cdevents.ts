import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnySchema, Ajv2020 } from 'ajv/dist/2020.js';

/**
 * CDEvents 0.5.1 as its specification describes the events that Slipway sends. No package registry
 * has its own schemas; `CDEVENTS_SCHEMAS` may name the folder `schemas` of a checkout of it.
 */
export const SCHEMAS_OF_THE_SPEC = process.env['CDEVENTS_SCHEMAS'];

const text = { type: 'string', minLength: 1 };
const words = { type: 'string' };
const uri = { type: 'string', format: 'uri' };
const uriReference = { type: 'string', minLength: 1, format: 'uri-reference' };
const outcome = { enum: ['success', 'failure', 'cancel', 'error'] };

/** An object with these fields, of which some must be there, and no others. */
const object = (properties: Record<string, AnySchema>, ...required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const reference = object({ id: text, source: uriReference }, 'id');
const pipeline = { pipelineName: words, uri };
const task = { taskName: words, uri, pipelineRun: reference };
const testSuite = object({ id: text, version: words, name: words, uri }, 'id');
const trigger = object({
  type: { enum: ['manual', 'pipeline', 'event', 'schedule', 'other'] },
  uri,
});
const deployment = object(
  { environment: reference, artifactId: text },
  'environment',
  'artifactId',
);

const CONTENT: Record<string, AnySchema> = {
  'pipelinerun.queued.0.3.0': object(pipeline),
  'pipelinerun.started.0.3.0': object(pipeline, 'pipelineName', 'uri'),
  'pipelinerun.finished.0.3.0': object({ ...pipeline, outcome, errors: words }),
  'build.started.0.3.0': object({}),
  'build.finished.0.3.0': object({ artifactId: words }),
  'artifact.packaged.0.3.0': object({ change: reference }, 'change'),
  'testsuiterun.started.0.3.0': object(
    { trigger, environment: reference, testSuite },
    'environment',
  ),
  'testsuiterun.finished.0.3.0': object(
    { environment: reference, testSuite, outcome, reason: words },
    'outcome',
    'environment',
  ),
  'taskrun.started.0.3.0': object(task),
  'taskrun.finished.0.3.0': object({ ...task, outcome: words, errors: words }),
  'service.deployed.0.3.0': deployment,
  'service.upgraded.0.3.0': deployment,
  'service.rolledback.0.3.0': deployment,
  'service.published.0.3.0': object({ environment: reference }),
};

/** Of every event that CDEvents has no type for. */
const CUSTOM = /^dev\.cdeventsx\.[a-zA-Z0-9]+-[a-zA-Z]+\.[a-zA-Z]+\.[0-9]\.[0-9]\.[0-9]$/;

function contentOf(type: string): AnySchema {
  if (CUSTOM.test(type)) return { type: 'object' };
  const content = CONTENT[type.replace(/^dev\.cdevents\./, '')];
  if (!content) throw new Error(`CDEvents has no ${type}`);
  return content;
}

function schemaOf(type: string): AnySchema {
  const context = object(
    {
      specversion: { const: '0.5.1' },
      id: text,
      source: uriReference,
      type: { const: type },
      timestamp: { type: 'string', format: 'date-time' },
      schemaUri: uri,
      chainId: text,
      links: { type: 'array' },
    },
    'specversion',
    'id',
    'source',
    'type',
    'timestamp',
  );
  const subject = object(
    { id: text, source: uriReference, content: contentOf(type) },
    'id',
    'content',
  );
  const customData = { type: 'object' };
  return object({ context, subject, customData }, 'context', 'subject');
}

const ajv = new Ajv2020({ strictTypes: false, formats: formats() });

/** What is wrong with a CDEvent; nothing, if it is as the specification has it. */
export function problemsOf(event: { context: { type: string } }): readonly unknown[] {
  const { type } = event.context;
  const validate = ajv.getSchema(type) ?? ajv.addSchema(schemaOf(type), type).getSchema(type);
  if (!validate) return [`no schema of ${type}`];
  return validate(event) ? [] : (validate.errors ?? []);
}

/** The same by the schemas of the specification itself. */
export function problemsBySpec(folder: string) {
  const spec = new Ajv2020({ strict: false, formats: formats() });
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  for (const name of readdirSync(join(folder, 'links'))) spec.addSchema(read(`links/${name}`));
  return (event: { context: { type: string } }): readonly unknown[] => {
    const { type } = event.context;
    const [, subject, predicate] = /^dev\.cdevents\.([a-z]+)\.([a-z]+)\./.exec(type) ?? [];
    const path = subject === undefined ? '../custom/schema.json' : `${subject}${predicate}.json`;
    const { $id, ...rest } = read(path);
    const validate = spec.getSchema($id) ?? spec.compile({ $id, ...rest });
    return validate(event) ? [] : (validate.errors ?? []);
  };
}

function formats() {
  return {
    uri: (value: string) => URL.canParse(value),
    'uri-reference': (value: string) => URL.canParse(value, 'https://example.com'),
    'date-time': (value: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value),
  };
}
