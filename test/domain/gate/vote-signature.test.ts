import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVote, voteSigningText } from '../../../src/domain/gate/vote-signature.ts';

const vote = {
  voteId: 'v',
  by: 'ana',
  verdict: 'approve',
  approvalRequest: 'sha256:1',
  atMs: 5,
} as const;

describe('readVote', () => {
  it('reads what the API sends', () => {
    expect(parseVote({ ...vote, comment: 'ok', signature: 's' }, 9)).toEqual({
      ...vote,
      comment: 'ok',
      signature: 's',
    });
  });
  it('reads the groups that the API attests, and nothing else for groups', () => {
    expect(parseVote({ ...vote, groups: ['managers'] }, 9)).toEqual({
      ...vote,
      groups: ['managers'],
    });
    expect(parseVote({ ...vote, groups: [] }, 9)).toEqual({ ...vote, groups: [] });
    for (const groups of ['managers', [1], [''], { length: 1 }, null])
      expect(parseVote({ ...vote, groups }, 9)).toEqual(vote);
  });
  it('G18 fills in what a person who types a vote leaves out', () => {
    const typed = { by: 'ana', verdict: 'approve', approvalRequest: 'sha256:1' };
    expect(parseVote(typed, 9)).toEqual({ ...typed, voteId: 'ana/approve/9', atMs: 9 });
  });
  it('never throws, whatever was typed', () => {
    fc.assert(fc.property(fc.anything(), (payload) => void parseVote(payload, 1)));
  });
  it.each([
    [null],
    [undefined],
    ['approve'],
    [{}],
    [{ ...vote, verdict: 'yes' }],
    [{ ...vote, by: '' }],
  ])('takes %j for no vote', (payload) => expect(parseVote(payload, 1)).toBeUndefined());
});

describe('voteText', () => {
  it('does not depend on the order of fields', () => {
    const { voteId, ...rest } = vote;
    expect(voteSigningText({ ...rest, voteId })).toBe(voteSigningText(vote));
  });
  it('signs a vote without groups without a word of groups', () => {
    const text =
      '{"approvalRequest":"sha256:1","atMs":5,"by":"ana","verdict":"approve","voteId":"v"}';
    expect(voteSigningText(vote)).toBe(text);
    expect(voteSigningText({ ...vote, groups: [] })).not.toBe(text);
  });
  it.each(['voteId', 'by', 'verdict', 'approvalRequest', 'comment', 'atMs', 'groups'])(
    'covers %s',
    (field) => {
      expect(voteSigningText({ ...vote, [field]: 'other' })).not.toBe(voteSigningText(vote));
    },
  );
});
