import { describe, expect, it } from 'vitest';
import { belongsTo, isSameVoter } from '../../../src/domain/gate/voter.ts';

const managers = { name: 'managers', members: ['ana@example.com'] };
const voter = (by: string, groups?: readonly string[], signed = true) => ({
  by,
  signed,
  ...(groups && { groups }),
});

describe('belongsTo', () => {
  it.each([
    ['who is listed', voter('ana@example.com'), true],
    ['who is listed, and known by a provider', voter('ana@example.com', []), true],
    [
      'who is listed with other capitals, and known by a provider',
      voter('Ana@Example.com', []),
      true,
    ],
    ['nobody with other capitals whom no provider knows', voter('Ana@Example.com'), false],
    ['who is attested', voter('ben@example.com', ['managers']), true],
    ['nobody who is attested another group', voter('ben@example.com', ['security']), false],
    ['nobody who only says so', voter('ben@example.com', ['managers'], false), false],
    ['nobody else', voter('ben@example.com', []), false],
  ])('a group has %s', (_, who, does) => {
    expect(belongsTo(managers, who)).toBe(does);
  });
});

describe('isSameVoter', () => {
  it.each([
    ['the same name', voter('ana'), voter('ana'), true],
    ['another name', voter('ana', []), voter('ben', []), false],
    ['other capitals, known by a provider both times', voter('Ana', []), voter('ana', []), true],
    ['other capitals, by a token and by a provider', voter('ana'), voter('Ana', []), true],
    ['other capitals, by tokens', voter('ana'), voter('Ana'), false],
    ['other capitals, without a proof', voter('ana'), voter('Ana', [], false), false],
  ])('%s', (_, one, other, is) => {
    expect(isSameVoter(one, other)).toBe(is);
    expect(isSameVoter(other, one)).toBe(is);
  });
});
