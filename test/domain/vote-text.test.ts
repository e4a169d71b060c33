import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVote, voteText } from '../../src/domain/vote-text.ts';

const vote = { voteId: 'v', by: 'ana', verdict: 'approve', manifest: 'sha256:1', atMs: 5 } as const;

describe('readVote', () => {
  it('reads what the API sends', () => {
    expect(readVote({ ...vote, comment: 'ok', signature: 's' }, 9)).toEqual({
      ...vote,
      comment: 'ok',
      signature: 's',
    });
  });
  it('G18 fills in what a person who types a vote leaves out', () => {
    const typed = { by: 'ana', verdict: 'approve', manifest: 'sha256:1' };
    expect(readVote(typed, 9)).toEqual({ ...typed, voteId: 'ana/approve/9', atMs: 9 });
  });
  it('never throws, whatever was typed', () => {
    fc.assert(fc.property(fc.anything(), (payload) => void readVote(payload, 1)));
  });
  it.each([
    [null],
    [undefined],
    ['approve'],
    [{}],
    [{ ...vote, verdict: 'yes' }],
    [{ ...vote, by: '' }],
  ])('takes %j for no vote', (payload) => expect(readVote(payload, 1)).toBeUndefined());
});

describe('voteText', () => {
  it('does not depend on the order of fields', () => {
    const { voteId, ...rest } = vote;
    expect(voteText({ ...rest, voteId })).toBe(voteText(vote));
  });
  it.each(['voteId', 'by', 'verdict', 'manifest', 'comment', 'atMs'])('covers %s', (field) => {
    expect(voteText({ ...vote, [field]: 'other' })).not.toBe(voteText(vote));
  });
});
