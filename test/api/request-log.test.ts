import { describe, expect, test } from 'vitest';
import { logRequests } from '../../src/api/request-log.ts';
import type { FinishedRequest } from '../../src/api/request-observer.ts';

const REQUEST: FinishedRequest = {
  id: 'r-1',
  method: 'GET',
  route: '/releases/:id',
  path: '/releases/hello-1',
  status: 200,
  durationMs: 1.6,
  releases: ['hello-1'],
};

/** The lines that are written for a request that differs from the one above. */
function linesOf(more: Partial<FinishedRequest>) {
  const lines: [level: string, fields: object, message: string][] = [];
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push([level, fields, message]);
  logRequests({ debug: write('debug'), info: write('info'), warn: write('warn') })({
    ...REQUEST,
    ...more,
  });
  return lines;
}

describe('the request log', () => {
  test('names the request and its releases, with the duration in whole milliseconds', () => {
    const { id: _, ...rest } = REQUEST;
    expect(linesOf({})).toEqual([
      ['debug', { requestId: 'r-1', ...rest, durationMs: 2 }, 'GET /releases/hello-1 200'],
    ]);
  });
  test('leaves out an empty list of releases', () => {
    expect(linesOf({ releases: [] })[0]?.[1]).not.toHaveProperty('releases');
  });
  test.each([
    ['a successful read', { status: 304 }, 'debug'],
    ['a refused read', { status: 404 }, 'info'],
    ['a change', { method: 'POST', status: 201 }, 'info'],
    ['a failure of the server', { status: 503 }, 'warn'],
  ])('writes %s at its level', (_, more, level) => {
    expect(linesOf(more)[0]?.[0]).toBe(level);
  });
});
