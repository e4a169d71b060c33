import { expect, test } from 'vitest';
import { commandEnvironment } from '../../src/run/command-environment.ts';

const parts = { path: '/bin', home: '/w/home', variables: { SLIPWAY_COMMIT: 'c' }, secrets: {} };

test('B3 a command sees what it needs, what the plan names, and nothing else', () => {
  expect(
    commandEnvironment({
      ...parts,
      temp: '/w/tmp',
      marker: 'm',
      step: { NODE_ENV: 'test' },
      secrets: { TOKEN: 't' },
    }),
  ).toEqual({
    PATH: '/bin',
    HOME: '/w/home',
    TMPDIR: '/w/tmp',
    LANG: 'C.UTF-8',
    CI: 'true',
    NODE_ENV: 'test',
    TOKEN: 't',
    SLIPWAY_COMMIT: 'c',
    SLIPWAY_ATTEMPT: 'm',
  });
});

test('B3 a command sees the trace that its release is part of, and none of its plan', () => {
  const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  const step = { TRACEPARENT: 'another' };
  expect(commandEnvironment({ ...parts, step, traceparent })['TRACEPARENT']).toBe(traceparent);
  expect(commandEnvironment(parts)).not.toHaveProperty('TRACEPARENT');
});

test('a plan may set its own PATH, but does not pretend to be another release', () => {
  const step = { PATH: '/opt/bin', SLIPWAY_COMMIT: 'other', SLIPWAY_ATTEMPT: 'other' };
  expect(commandEnvironment({ ...parts, marker: 'm', step })).toMatchObject({
    PATH: '/opt/bin',
    TMPDIR: '/w/home',
    SLIPWAY_COMMIT: 'c',
    SLIPWAY_ATTEMPT: 'm',
  });
});
