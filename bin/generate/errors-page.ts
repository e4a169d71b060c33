import { type ErrorCode, ERRORS } from '../../src/domain/errors.ts';
import { STATUS } from '../../src/api/http-status.ts';
import { cell, GENERATED } from './markdown.ts';

/** Writes the page that lists every expected failure. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { retryable, next }]) =>
      `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${STATUS[code as ErrorCode]} | ${retryable ? 'yes' : 'no'} | ${cell(next)} |`,
  );
  return [
    GENERATED,
    '# Errors',
    'Every expected failure has a code. The API returns it in `code`, a failed release names it, and the Temporal UI shows it as the type of the failure. A code keeps its meaning.',
    'The status is that of the HTTP response; over HTTP every failure is a problem by RFC 9457, with `code`, `detail`, `next` and `retryable`.',
    [
      '| code | status | may another try help? | what to do next |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n'),
    '',
  ].join('\n\n');
}
