import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPipeline } from '../../src/config/pipeline-file.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

function validatorOf(path: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  const validate = ajv.compile(JSON.parse(textOf(path)));
  return (text: string) => ({ valid: validate(parse(text)), errors: validate.errors ?? [] });
}

const pipeline = validatorOf('schema/pipeline.schema.json');
const slipway = validatorOf('schema/slipway.schema.json');

function isAccepted(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('the examples pass both Slipway and the JSON Schema of editors', () => {
  test.each(['docs/examples/pipeline.yaml', 'examples/hello/pipeline.yaml'])('%s', (path) => {
    expect(pipeline(textOf(path))).toEqual({ valid: true, errors: [] });
    readPipeline(textOf(path), path);
  });

  test.each(['docs/examples/slipway.yaml', 'slipway.yaml'])('%s', (path) => {
    expect(slipway(textOf(path))).toEqual({ valid: true, errors: [] });
    readConfiguration(textOf(path), path, root);
  });
});

const build = 'build: { run: make, artifact: dist }\n';
const target = 'target: { kind: command, deploy: x }';
const production = (keys: string) =>
  `services: { a: { repository: a, environments: { production: { ${target}, ${keys} } } } }`;
const principal = (keys: string) => `services: {}\nusers: [{ name: a, ${keys} }]`;

describe('Slipway and the JSON Schema of editors agree', () => {
  test.each([
    [true, build],
    [true, `${build}test: {}\nverify: {}`],
    [true, `${build}verify: { a: { http: / }, b: { run: x, timeout: 1h30m } }`],
    [true, 'build: { run: make, artifact: ./a/.b/c, env: { A: "1" } }'],
    [false, ''],
    [false, 'test: {}'],
    [true, `${build}watch: {}`],
    [true, `${build}watch: { a: { http: /, interval: 1m, failureThreshold: 2 }, b: { run: x } }`],
    [true, `${build}verify: { a: { prometheus: { query: 'up{a="$service"}', expect: '< 1' } } }`],
    [
      true,
      `${build}verify: { a: { prometheus: { query: '$1$', expect: '!=-1.5e-3' }, retryFor: 1m } }`,
    ],
    [false, `${build}verify: { a: { prometheus: { query: 'up{a="$job"}', expect: '< 1' } } }`],
    [false, `${build}verify: { a: { prometheus: { query: up, expect: '<' } } }`],
    [false, `${build}verify: { a: { prometheus: { query: up, expect: '= 1' } } }`],
    [false, `${build}verify: { a: { prometheus: { query: up, expect: '< 1e999' } } }`],
    [false, `${build}verify: { a: { prometheus: { query: '', expect: '< 1' } } }`],
    [false, `${build}verify: { a: { prometheus: up } }`],
    [false, `${build}verify: { a: { http: /, interval: 1m } }`],
    [false, `${build}watch: { a: { http: /, failureThreshold: 0 } }`],
    [false, `${build}watch: { a: { run: x, retryFor: 1m } }`],
    [false, `${build}test: { Unit: { run: x } }`],
    [false, `${build}test: { unit: { run: x, timeout: 0m } }`],
    [false, `${build}test: { unit: { run: x, timeout: 10 } }`],
    [false, `${build}test: { unit: { run: x, env: { A: 1 } } }`],
    [false, `${build}test: { unit: { run: x, env: { SLIPWAY_A: x } } }`],
    [false, `${build}verify: { a: { http: / , run: x } }`],
    [false, `${build}verify: { a: { http: / , timeout: 1m } }`],
    [false, `${build}verify: { a: { http: / , expect: 99 } }`],
    [false, `${build}verify: { a: {} }`],
    [false, 'build: { run: "", artifact: dist }'],
    [false, 'build: { run: make, artifact: ../dist }'],
    [false, 'build: { run: make, artifact: /dist }'],
    [false, 'build: { run: make, artifact: . }'],
    [false, 'build: { run: make, artifact: ./ }'],
  ])('accepted: %s, pipeline.yaml %j', (accepted, text) => {
    expect(isAccepted(() => readPipeline(text))).toBe(accepted);
    expect(pipeline(text).valid).toBe(accepted);
  });

  test.each([
    [true, 'services: {}'],
    [true, production('gate: {}, url: "https://a.example/b"')],
    [true, production('promotion: [{ mode: approval, reason: x }]')],
    [true, production('prometheus: "http://127.0.0.1:9090/p", watch: 15m')],
    [false, production('prometheus: "http://a:b@127.0.0.1:9090"')],
    [false, production('prometheus: 127.0.0.1')],
    [false, production('watch: true')],
    [false, production('watch: { a: { http: / } }')],
    [true, principal('roles: [start], token: { env: TOKEN }')],
    [false, ''],
    [false, 'service: {}'],
    [false, 'services: { a: { repository: a, environments: {} } }'],
    [false, 'services: { A: { repository: a, environments: {} } }'],
    [false, 'services: {}\nstore: s3://x'],
    [false, 'services: {}\nworkers: { heartbeat: soon }'],
    [true, 'services: {}\nsignIn: { issuer: "https://id.example.com", clientId: a }'],
    [true, 'services: {}\nsignIn: { issuer: "http://[::1]:9000/x", clientId: a, claims: {} }'],
    [false, 'services: {}\nsignIn: { issuer: "http://id.example.com", clientId: a }'],
    [false, 'services: {}\nsignIn: { issuer: "https://id.example.com" }'],
    [false, 'services: {}\naccess: [{ groups: [a], roles: [] }]'],
    [false, 'services: {}\naccess: [{ groups: [a], roles: [vote] }]'],
    [true, 'services: {}\nwindows: {}'],
    [true, 'services: {}\nwindows: { a: { timeZone: UTC, open: [Fri-Mon 22:00-24:00] } }'],
    [
      true,
      'services: {}\nwindows: { a: { timeZone: UTC, closed: [{ from: 2026-12-24, to: 2026-12-26T12:00 }] } }',
    ],
    [false, 'services: {}\nwindows: { a: {} }'],
    [false, 'services: {}\nwindows: { a: { timeZone: "+02:00" } }'],
    [false, 'services: {}\nwindows: { a: { timeZone: UTC, open: [] } }'],
    [false, 'services: {}\nwindows: { a: { timeZone: UTC, open: [Mun 09:00-16:00] } }'],
    [false, 'services: {}\nwindows: { a: { timeZone: UTC, open: [Mon 09:00-25:00] } }'],
    [false, 'services: {}\nwindows: { a: { timeZone: UTC, closed: [{ from: 2026-12-24 }] } }'],
    [
      false,
      'services: {}\nwindows: { a: { timeZone: UTC, closed: [{ from: 24.12., to: 26.12. }] } }',
    ],
    [true, production('soak: 1m')],
    [false, production('canary: 1m')],
    [false, production('gate: { approvals: 0 }')],
    [false, production('gate: { approvals: 1.5 }')],
    [false, production('gate: { unsigned: maybe }')],
    [false, production('promotion: []')],
    [true, production('promotion: [{ when: "true", mode: approval }, { mode: automatic }]')],
    [false, production('promotion: [{ when: "", mode: approval }, { mode: automatic }]')],
    [false, production('promotion: [{ when: true, mode: approval }, { mode: automatic }]')],
    [false, production('promotion: [{ mode: manual }]')],
    [false, production('url: ftp://x')],
    [false, production('secrets: [SLIPWAY_X]')],
    [false, production('x: 1').replace('command', 'directory')],
    [true, 'services: {}\nwebhooks: { github: { secret: { env: A, previous: B } } }'],
    [
      true,
      'services: {}\nwebhooks: { gitlab: { token: { env: A } }, push: { secret: { env: A } } }',
    ],
    [false, 'services: {}\nwebhooks: { github: { secret: A } }'],
    [false, 'services: {}\nwebhooks: { push: { token: { env: A } } }'],
    [true, `${production('secrets: []').slice(0, -3)}, trigger: { paths: ["a/**"] } } }`],
    [false, `${production('secrets: []').slice(0, -3)}, trigger: { branches: [] } } }`],
    [false, principal('roles: [start]')],
    [false, principal('roles: [start], tokenSha256: abc')],
    [false, principal(`roles: [start], tokenSha256: ${'a'.repeat(64)}, token: { env: A }`)],
    [false, principal('roles: [fly], token: { env: A }')],
  ])('accepted: %s, slipway.yaml %j', (accepted, text) => {
    expect(isAccepted(() => readConfiguration(text, 'slipway.yaml', root))).toBe(accepted);
    expect(slipway(text).valid).toBe(accepted);
  });
});
