import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseLockGranted,
  parseLockRequest,
  parseRolledBack,
  parseUnlockReport,
} from '../../../src/domain/environment/messages.ts';

const live = { releaseId: 'r', commit: 'c', digest: 'd', atMs: 1, verified: true };
const ticket = { releaseId: 'r', runId: 'x', commit: 'c', heartbeatMs: 5 };

describe('messages of an environment', () => {
  it('are read as they are sent', () => {
    expect(parseLockRequest(ticket)).toEqual(ticket);
    expect(parseUnlockReport({ runId: 'x' })).toEqual({ runId: 'x' });
    expect(parseUnlockReport({ runId: 'x', live })).toEqual({ runId: 'x', live });
    const told = { ...live, subject: 'Say hello', author: { name: 'Dev', email: 'd@example.com' } };
    expect(parseUnlockReport({ runId: 'x', live: told })).toEqual({ runId: 'x', live: told });
    const grant = { environment: 'staging', live: { releaseId: 'a', commit: 'c' } };
    expect(parseLockGranted(grant)).toEqual(grant);
    expect(parseLockGranted({ environment: 'staging' })).toEqual({ ...grant, live: null });
    expect(parseRolledBack({ environment: 'staging', to: 'a' })).toEqual({
      environment: 'staging',
      to: 'a',
    });
  });
  it.each([[undefined], [null], ['text'], [{}], [[]], [{ runId: 7 }], [{ environment: '' }]])(
    'are not taken from %j',
    (payload) => {
      const read = [parseLockRequest, parseUnlockReport, parseLockGranted, parseRolledBack].map(
        (one) => one(payload),
      );
      expect(read).toEqual([undefined, undefined, undefined, undefined]);
    },
  );
  it('are not taken with a live release that is none', () => {
    expect(parseUnlockReport({ runId: 'x', live: { ...live, verified: 'yes' } })).toBeUndefined();
  });
  it('never throw, whatever was sent', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        parseLockRequest(payload);
        parseUnlockReport(payload);
        parseLockGranted(payload);
      }),
    );
  });
});
