import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonSchema, jsonSchemaOf } from '../../src/config/json-schema.ts';
import { PIPELINE_SCHEMA } from '../../src/config/pipeline-file.ts';
import { SLIPWAY_SCHEMA } from '../../src/config/slipway-schema.ts';
import { commandLinePage } from './command-line-page.ts';
import { errorsPage } from './errors-page.ts';
import { eventTypesPage } from './event-types-page.ts';
import { referencePage } from './reference-page.ts';

/** A file that is made from others. */
export interface Output {
  /** Seen from the root of the repository. */
  readonly path: string;
  content(): string;
}

/** @param root of the repository */
export function outputs(root: string): readonly Output[] {
  return [
    ...filesAbout('slipway', jsonSchemaOf(SLIPWAY_SCHEMA), root),
    ...filesAbout('pipeline', jsonSchemaOf(PIPELINE_SCHEMA), root),
    { path: 'docs/errors.md', content: errorsPage },
    { path: 'docs/command-line.md', content: commandLinePage },
    { path: 'docs/event-types.md', content: eventTypesPage },
  ];
}

function filesAbout(name: string, schema: JsonSchema, root: string): readonly Output[] {
  const schemaFile = `schema/${name}.schema.json`;
  return [
    { path: schemaFile, content: () => `${JSON.stringify(schema, undefined, 2)}\n` },
    {
      path: `docs/${name}-yaml.md`,
      content() {
        const example = readFileSync(join(root, `docs/examples/${name}.yaml`), 'utf8');
        return referencePage({ schema, schemaFile, example });
      },
    },
  ];
}
