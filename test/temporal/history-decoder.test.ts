import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createHistoryDecoder } from '../../src/temporal/history-decoder.ts';
import type { HistoryEvent } from '../../src/temporal/payload.ts';

const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });
const asked = (granted: boolean) =>
  ({
    markerRecordedEventAttributes: {
      markerName: 'core_local_activity',
      details: {
        data: payloads({ activity_type: 'requestLock' }),
        result: payloads({
          environment: 'production',
          granted,
          queuedBehind: granted ? [] : ['a'],
        }),
      },
    },
  }) as unknown as HistoryEvent;
const told = {
  workflowExecutionSignaledEventAttributes: {
    signalName: 'lockGranted',
    input: payloads({ environment: 'production' }),
  },
} as unknown as HistoryEvent;

describe('createHistoryDecoder', () => {
  it.each<[string, HistoryEvent[], (string | undefined)[]]>([
    ['by the answer', [asked(true)], ['entered']],
    ['when its turn has come', [asked(false), told], ['queued', 'entered']],
    [
      'once, where it asked meanwhile',
      [asked(false), asked(true), told],
      ['queued', 'entered', undefined],
    ],
  ])('E1 decodes that a release has the lock %s', (_, events, kinds) => {
    const decode = createHistoryDecoder();
    expect(events.map((event) => decode(event)?.kind)).toEqual(kinds);
  });
});
