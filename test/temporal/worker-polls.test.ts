import { describe, expect, it } from 'vitest';
import { type Beat, isServed, type Poll } from '../../src/temporal/worker-polls.ts';

const NOW_MS = 1_000_000;
const beat = (secondsAgo: number, more: Partial<Beat> = {}): Beat => ({
  identity: 'vm/1',
  atMs: NOW_MS - secondsAgo * 1_000,
  afterMs: 5_000,
  isServing: true,
  ...more,
});
const FIRST: Beat = { identity: 'vm/1', atMs: NOW_MS - 21_000, isServing: true };
const poll = (secondsAgo: number, identity = 'vm/1'): Poll => ({
  identity,
  atMs: NOW_MS - secondsAgo * 1_000,
});

describe('the queue is served', () => {
  it.each<[string, Beat[], Poll[]]>([
    ['by who told so a moment ago', [beat(3)], []],
    ['by who is a little late', [beat(19)], []],
    ['by who tells so only once a minute', [beat(70, { afterMs: 60_000 })], []],
    ['by one of two', [beat(300), beat(1, { identity: 'vm/2' })], []],
    ['by who polls and tells nothing', [], [poll(80)]],
    ['by who polls, while another has died', [beat(40)], [poll(30, 'vm/2')]],
    ['by who was started again under the same name', [beat(40)], [poll(30)]],
  ])('%s', (_, beats, polls) => {
    expect(isServed(beats, polls, NOW_MS)).toBe(true);
  });
});

describe('the queue is not served', () => {
  it.each<[string, Beat[], Poll[]]>([
    ['by nobody', [], []],
    ['by who is silent, though it polled before', [beat(21)], [poll(25)]],
    ['by who is silent after the first beat', [FIRST], []],
    ['by who polled within its last moments', [beat(21)], [poll(17)]],
    ['by who is stopping', [beat(1, { isServing: false })], [poll(3)]],
    ['by who tells nothing and polled long ago', [], [poll(91)]],
  ])('%s', (_, beats, polls) => {
    expect(isServed(beats, polls, NOW_MS)).toBe(false);
  });
});
