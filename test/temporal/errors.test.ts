import { Metadata } from '@grpc/grpc-js';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { isUnanswered, toSlipwayError } from '../../src/temporal/errors.ts';

const failure = (code: number) => {
  const grpc = Object.assign(new Error('of gRPC'), { code, details: '', metadata: new Metadata() });
  return new Error('Failed to query Workflow', { cause: grpc });
};

describe('a query without a response', () => {
  it.each([
    ['cancelled', 1, true, 'NO_WORKER'],
    ['after its deadline', 4, true, 'NO_WORKER'],
    ['because no worker was seen', 9, true, 'NO_WORKER'],
    ['because Temporal is away', 14, true, 'TEMPORAL_UNREACHABLE'],
    ['because it was forbidden', 7, false, undefined],
  ])('%s (%i) found nobody: %s', (_, code, unanswered, expected) => {
    expect(isUnanswered(failure(code))).toBe(unanswered);
    expect((toSlipwayError('r', failure(code)) as { code?: string }).code).toBe(expected);
  });
});

it('an update that no worker handled is unanswered', () => {
  const unheard = ApplicationFailure.nonRetryable('not processed', 'UnprocessedUpdate');
  const error = new WorkflowUpdateFailedError('Workflow Update failed', unheard);
  expect((toSlipwayError('r', error) as { code?: string }).code).toBe('NO_WORKER');
});
