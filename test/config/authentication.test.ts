import { describe, expect, it } from 'vitest';
import { createAuthSettings } from '../../src/config/authentication.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';

const CI = '{ name: ci, roles: [start], token: { env: CI_TOKEN } }';
const read = (principals: string) =>
  readConfiguration(`serviceAccounts: [${principals}]\nservices: {}`, 'slipway.yaml', '/srv');
const admissionAt = (host: string, more: { publicUrl?: string; token?: string } = {}) =>
  createAuthSettings({
    host,
    publicUrl: more.publicUrl,
    variables: { CI_TOKEN: more.token ?? 'a-token-that-is-long-enough' },
  });

describe('createAuthSettings', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('listens on %s without users', (host) => {
    expect(admissionAt(host)(read(''))).toMatchObject({ principals: [], isLocal: true });
  });

  it('refuses a missing secret of a webhook before the first push', () => {
    const file = 'webhooks: { push: { secret: { env: PUSH_SECRET } } }\nservices: {}';
    const configuration = readConfiguration(file, 'slipway.yaml', '/srv');
    expect(() => admissionAt('127.0.0.1')(configuration)).toThrow(/PUSH_SECRET: not set/);
  });

  it('refuses another address without users', () => {
    expect(() => admissionAt('0.0.0.0')(read(''))).toThrow(/No users are set up/);
  });

  it('W4 does not open the API to everyone when the users vanish', () => {
    const admission = admissionAt('0.0.0.0');
    expect(admission(read(CI)).principals).toMatchObject([{ name: 'ci' }]);
    expect(() => admission(read(''))).toThrow(/No users are set up/);
  });

  it('W4 does not open the API behind a proxy when the users vanish', () => {
    const admission = admissionAt('127.0.0.1', { publicUrl: 'https://slipway.example.com' });
    admission(read(CI));
    expect(() => admission(read(''))).toThrow(/listen on slipway\.example\.com/);
    expect(admission(read(CI)).principals).toHaveLength(1);
  });

  it('W4 applies added and removed users at once on this machine', () => {
    const admission = admissionAt('127.0.0.1');
    expect(admission(read(''))).toMatchObject({ principals: [], isLocal: true });
    expect(admission(read(CI)).principals).toMatchObject([{ name: 'ci', roles: ['start'] }]);
    expect(admission(read(''))).toMatchObject({ principals: [], isLocal: true });
  });

  it('reads the tokens of a configuration once', () => {
    const admission = admissionAt('127.0.0.1');
    const configuration = read(CI);
    expect(admission(configuration)).toBe(admission(configuration));
    expect(admission(read(CI))).not.toBe(admission(configuration));
  });

  it('refuses a user whose token is missing', () => {
    expect(() => admissionAt('127.0.0.1', { token: '' })(read(CI))).toThrow(/CI_TOKEN/);
  });
});
