import { describe, expect, it } from 'vitest';
import { EXIT, EXIT_MEANINGS, EXIT_OF_OUTCOME } from '../../src/cli/exit-codes.ts';
import { toldOf } from '../../src/cli/failure.ts';
import { ApiProblem } from '../../src/client/answer.ts';
import { type ErrorCode, ERRORS, SlipwayError } from '../../src/domain/errors.ts';
import { STATUS } from '../../src/api/http-status.ts';
import { appWith } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';

const problemOf = (code: ErrorCode) =>
  new ApiProblem({ status: STATUS[code], code, detail: 'It is so.', ...ERRORS[code] });

describe('an exit code', () => {
  it('means one thing', () => {
    const codes = Object.values(EXIT);
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.keys(EXIT_MEANINGS)).toEqual(Object.keys(EXIT));
    const ends = Object.values(EXIT_OF_OUTCOME);
    expect(new Set(ends).size).toBe(ends.length);
  });

  it.each<[ErrorCode, keyof typeof EXIT]>([
    ['UNAUTHENTICATED', 'forbidden'],
    ['FORBIDDEN', 'forbidden'],
    ['SELF_APPROVAL', 'forbidden'],
    ['RELEASE_NOT_FOUND', 'notFound'],
    ['INVALID_REQUEST', 'usage'],
    ['APPROVAL_REQUEST_CHANGED', 'refused'],
    ['REF_NOT_FOUND', 'notFound'],
    ['COMMIT_NOT_ALLOWED', 'refused'],
    ['NO_WORKER', 'unavailable'],
    ['TEMPORAL_UNREACHABLE', 'unavailable'],
    ['INTERNAL', 'bug'],
  ])('tells that the API answered %s', (code, exit) => {
    expect(toldOf(problemOf(code)).exitCode).toBe(EXIT[exit]);
  });
});

describe('a problem', () => {
  it('is told in two lines: what it is, and what to do about it', () => {
    expect(toldOf(problemOf('GATE_CLOSED')).lines).toEqual([
      'slipway: It is so. (GATE_CLOSED)',
      'The approval is already decided; open the release to see how.',
    ]);
  });
  it('is told in words of the command line, not of HTTP', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const [, next = ''] = toldOf(problemOf(code)).lines;
      expect(next, code).not.toMatch(/\b(GET|POST|Authorization|`comment`)\b/);
    }
  });
  it('of a variable is wrong usage', () => {
    const { exitCode, lines } = toldOf(new SlipwayError('CONFIG_INVALID', 'SLIPWAY_URL: no'));
    expect([exitCode, lines[0]]).toEqual([EXIT.usage, 'slipway: SLIPWAY_URL: no']);
  });
  it('that nobody expects is a bug, and shows where', () => {
    const { exitCode, lines } = toldOf(new RangeError('boom'));
    expect([exitCode, lines[1]]).toEqual([EXIT.bug, expect.stringContaining('failure.test.ts')]);
  });
});

describe('a command that the API refuses', () => {
  it('says on stderr who may do it, and prints nothing', async () => {
    const { exit, out, notes } = await commandLine(appWith(), { as: 'eve' })('start', 'hello');
    expect([exit, out]).toEqual(['forbidden', '']);
    expect(notes).toEqual([
      'slipway: eve lacks the role start for hello. (FORBIDDEN)',
      'Ask the operator for the role named in the message.',
    ]);
  });
  it('prints the answer of the API to a program', async () => {
    const { exit, out } = await commandLine(appWith(), { as: 'nobody' })('list', '--json');
    expect(exit).toBe('forbidden');
    expect(JSON.parse(out)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('words that are no command', () => {
  it.each([
    [['lisst'], /unknown command 'lisst'.*\n.*Did you mean list\?/],
    [['list', '--phse', 'done'], /unknown option '--phse'/],
    [['list', '--phase', 'dnoe'], /'dnoe' is invalid. Allowed choices are planning, /],
    [['list', '--limit', '0'], /Use a number from 1 to 100/],
    [['approve'], /missing required argument 'release'/],
    [['reject', 'hello'], /required option '--comment <text>' not specified/],
    [['approve', 'hello', '--deploy-after', 'tomorrow'], /An instant such as/],
    [['freeze', 'hello', '--reason', 'x'], /"hello" is not an environment/],
    [['why', '../services'], /"..\/services" is not a release/],
    [['why', 'hello', 'xyz'], /"xyz" is not a commit/],
  ])('%j are told so, and how to go on', async (words, what) => {
    const { exit, out, notes } = await commandLine(appWith())(...words);
    expect([exit, out]).toEqual(['usage', '']);
    expect(notes.join('\n')).toMatch(what);
    expect(notes.length).toBeGreaterThanOrEqual(2);
  });
});
