import { describe, expect, test } from 'vitest';
import { calledAs } from '../../src/cli/called-as.ts';

describe('the commands that the command line prints begin as it was called', () => {
  test.each([
    ['slipway', {}],
    ['npx slipway', { npm_lifecycle_event: 'npx', npm_lifecycle_script: "'slipway'" }],
    ['npx slipway', { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'slipway' }],
    ['slipway', { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest' }],
    ['slipway', { npm_lifecycle_event: 'test', npm_lifecycle_script: 'slipway status' }],
  ])('%s, by %j', (shown, env) => {
    expect(calledAs(env)).toBe(shown);
  });
});
