import { describe, expect, it } from 'vitest';
import { type ChatMessage, chatMessage, plain } from '../../../src/domain/notify/chat-message.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { applyEvent } from '../../../src/domain/release/history.ts';
import type { Release } from '../../../src/domain/release/release.ts';
import { INPUT } from '../../support/plan.ts';
import {
  asked,
  begun,
  deployed,
  made,
  guidanceRequest,
  history,
  voted,
  waiting,
} from '../../support/stories.ts';

/** What is said of the last of these, when the others have happened. */
function saidOf(...happenings: readonly ReleaseEventBody[]): ChatMessage | undefined {
  let before: Release | undefined;
  let after: Release | undefined;
  let said: ChatMessage | undefined;
  for (const event of history(...happenings)) {
    [before, after] = [after, applyEvent(after, event)];
    said = chatMessage(event, before, after as Release);
  }
  return said;
}

const LINK = `<${INPUT.url}|${INPUT.id}>`;

describe('a message in a chat', () => {
  it('asks for an approval: of whom, of what, and until when', () => {
    expect(saidOf(...waiting)).toEqual({
      about: 'approval',
      text: [
        `:raised_hand: *hello* needs approval: ${LINK}`,
        '> Say hello — Dev',
        'Waiting for 1 approval to deploy to production.',
        'Anyone with the approve role can approve. Until 1970-01-08 00:00 UTC.',
      ].join('\n'),
    });
  });

  it('asks once, and again when the question is another', () => {
    expect(saidOf(...waiting, asked())).toBeUndefined();
    expect(saidOf(...waiting, asked('hello-111111111111', 'run-2'))?.about).toBe('approval');
  });

  it('G12 reminds, and says who may act as well when it is nearly too late', () => {
    const reminded = {
      kind: 'reminded',
      environment: 'production',
      canAct: { groups: ['leads'] },
    } as const;
    const said = saidOf(...waiting, reminded);
    expect(said?.about).toBe('reminder');
    expect(said?.text).toContain('Reminder: Waiting for 1 approval');
    expect(said?.text).toContain('Anyone with the approve role can approve.');
    expect(saidOf(...waiting, voted(), reminded)).toBeUndefined();
  });

  it('passes a question on', () => {
    const said = saidOf(...waiting, voted(), ...deployed('production'), {
      kind: 'asked',
      guidanceRequest,
    });
    expect(said?.about).toBe('guidance');
    expect(said?.text).toContain(`*hello* needs guidance: ${LINK}`);
    expect(said?.text).toContain('Anyone with the operate role can respond.');
    expect(said?.text).toContain('responded 500 &amp; &lt;bad&gt;.');
  });

  it('says nothing of what nobody has to know', () => {
    for (const happening of [...begun, ...made])
      expect(saidOf(...begun, happening)).toBeUndefined();
  });

  const problem = { code: 'TESTS_FAILED', message: 'unit <failed>\nmore' } as const;
  it.each<[readonly ReleaseEventBody[], string]>([
    [[{ kind: 'ended', outcome: 'succeeded' }], 'is live in production.'],
    [[{ kind: 'ended', outcome: 'failed', problem }], 'failed: unit &lt;failed&gt; (TESTS_FAILED)'],
    [[{ kind: 'ended', outcome: 'rolled-back' }], 'failed and was rolled back.'],
    [
      [voted('reject', { comment: 'no & no' }), { kind: 'ended', outcome: 'rejected' }],
      'was rejected by ben@example.com: no &amp; no',
    ],
    [[{ kind: 'ended', outcome: 'expired' }], 'expired without a decision.'],
    [[{ kind: 'ended', outcome: 'superseded', by: 'hello-2' }], 'was superseded by hello-2.'],
    [
      [
        { kind: 'cancel-requested', by: 'ana' },
        { kind: 'ended', outcome: 'cancelled' },
      ],
      'was cancelled by ana.',
    ],
  ])('says how it ended: %j', (happenings, words) => {
    const said = saidOf(...waiting, ...happenings);
    expect(said?.about).toBe('outcome');
    expect(said?.text.split('\n')[0]).toContain(`*hello*: ${LINK} ${words}`);
  });
});

describe('text from outside', () => {
  it.each([
    ['a <script> & <!channel>', 'a &lt;script&gt; &amp; &lt;!channel&gt;'],
    ['<https://evil.example|click>', '&lt;https://evil.example|click&gt;'],
    ['two\n\nlines\tand a tab', 'two lines and a tab'],
    ['@channel @here @ALL @everyone', '@\u200Bchannel @\u200Bhere @\u200BALL @\u200Beveryone'],
    ['ana@example.com', 'ana@example.com'],
    ['x'.repeat(600), 'x'.repeat(500)],
  ])('%j makes no link and calls nobody', (text, said) => {
    expect(plain(text)).toBe(said);
  });
});
