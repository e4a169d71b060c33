import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, ERRORS } from '../../src/domain/errors.ts';
import { STATUS } from '../../src/api/http-status.ts';
import { answer, appWith } from '../support/api.ts';

const root = join(import.meta.dirname, '../..');
const CATALOGUE = Object.keys(ERRORS) as ErrorCode[];
/** What no call answers: there is none at that path, or none with that method. */
const OF_NO_CALL: readonly ErrorCode[] = ['PAGE_NOT_FOUND', 'METHOD_NOT_ALLOWED'];

interface Answer {
  readonly content?: Record<
    string,
    { readonly schema: { readonly properties: { readonly code: { readonly enum: ErrorCode[] } } } }
  >;
}
interface Call {
  readonly name: string;
  readonly answers: Record<string, Answer>;
}

let calls: Call[];
beforeAll(async () => {
  const { body } = await answer(appWith().request('/openapi.json'));
  const paths: Record<string, Record<string, { responses: Record<string, Answer> }>> = body.paths;
  calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      answers: responses,
    })),
  );
});

/** The codes that the document has for a call, with the status of each. */
function documented({ answers }: Call): { code: ErrorCode; status: number }[] {
  return Object.entries(answers).flatMap(([status, { content }]) =>
    (content?.['application/problem+json']?.schema.properties.code.enum ?? []).map((code) => ({
      code,
      status: Number(status),
    })),
  );
}

function codesOf(name: string): ErrorCode[] {
  const call = calls.find((candidate) => candidate.name === name);
  return call ? documented(call).map(({ code }) => code) : [];
}

/** The codes of the catalogue that the sources of a folder, or a file, name. */
function named(path: string, without: readonly string[] = []): ErrorCode[] {
  const files = path.endsWith('.ts')
    ? [path]
    : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !without.includes(file))
        .map((file) => join(path, file));
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  return CATALOGUE.filter((code) => text.includes(`'${code}'`));
}

describe('docs/errors.md', () => {
  const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, code, status] = /`([A-Z_]+)` \| (\d+) \|/.exec(line) ?? [];
      return code ? [{ code, status: Number(status) }] : [];
    });

  test('has every code of the catalogue, and no other', () => {
    expect(rows.map(({ code }) => code)).toEqual(CATALOGUE);
  });
  test.each(rows)('says the status of $code', ({ code, status }) => {
    expect(status).toBe(STATUS[code as ErrorCode]);
  });
});

describe('the OpenAPI document', () => {
  test('names codes of the catalogue only, each under its status', () => {
    const all = calls.flatMap(documented);
    expect(all.length).toBeGreaterThan(40);
    for (const { code, status } of all) expect([code, status]).toEqual([code, STATUS[code]]);
  });
  test('has every code that the API throws', () => {
    const documentedSomewhere = calls.flatMap(documented).map(({ code }) => code);
    const thrown = named('src/api', ['problem.ts']);
    expect(thrown.length).toBeGreaterThan(20);
    // Those of the decoder are problems of a release, and those of the settings end the process.
    const ofEngine = named('src/temporal', ['history-decoder.ts', 'connection-settings.ts']);
    for (const code of [...thrown, ...ofEngine].filter((c) => !OF_NO_CALL.includes(c)))
      expect(documentedSomewhere, code).toContain(code);
  });
  test('has every code about the source at the call that starts a release', () => {
    const thrown = named('src/source');
    expect(thrown).toContain('REF_NOT_FOUND');
    expect(codesOf('POST /releases')).toEqual(expect.arrayContaining(thrown));
  });
  test('has every refusal of the gate at the call that votes', () => {
    const refusals = named('src/domain/gate/gate.ts');
    expect(refusals).toContain('SELF_APPROVAL');
    expect(codesOf('POST /releases/{id}/approval')).toEqual(expect.arrayContaining(refusals));
  });
  test('has the common problems at every call that needs a credential', () => {
    for (const call of calls.filter(({ name }) => !/\/(health|webhooks)\//.test(name)))
      expect(codesOf(call.name), call.name).toEqual(
        expect.arrayContaining(['UNAUTHENTICATED', 'TEMPORAL_UNREACHABLE', 'INTERNAL']),
      );
  });
});
