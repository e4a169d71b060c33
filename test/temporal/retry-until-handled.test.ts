import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { retryUntilHandled } from '../../src/temporal/retry-until-handled.ts';

const refused = (type: string) =>
  new WorkflowUpdateFailedError(
    'Workflow Update failed',
    ApplicationFailure.nonRetryable('It was not done.', type),
  );
const UNHEARD = 'UnprocessedUpdate';

/** Fails as often as it is told to, and says how often it was sent. */
function sender(failures: number, error: Error) {
  let sent = 0;
  const send = async () => {
    sent += 1;
    if (sent <= failures) throw error;
    return sent;
  };
  return { send, times: () => sent };
}

describe('an update', () => {
  it('is sent again until a workflow handles it', async () => {
    await expect(retryUntilHandled(sender(3, refused(UNHEARD)).send)).resolves.toBe(4);
  });

  it('is not sent for ever to a worker that cannot handle it', async () => {
    const { send, times } = sender(Infinity, refused(UNHEARD));
    await expect(retryUntilHandled(send)).rejects.toThrow(WorkflowUpdateFailedError);
    expect(times()).toBe(5);
  });

  it('is sent once if it was handled and refused', async () => {
    const { send, times } = sender(1, refused('not a hold'));
    await expect(retryUntilHandled(send)).rejects.toThrow(WorkflowUpdateFailedError);
    expect(times()).toBe(1);
  });
});
