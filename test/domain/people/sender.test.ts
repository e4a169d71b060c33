import { expect, test } from 'vitest';
import { senderOf } from '../../../src/domain/people/sender.ts';

const HOSTS = ['127.0.0.1:8233', 'slipway.test'];

test.each([
  [{ site: 'same-origin', origin: undefined }, 'this-site'],
  [{ site: 'same-site', origin: undefined }, 'another-site'],
  [{ site: 'cross-site', origin: undefined }, 'another-site'],
  [{ site: 'cross-site', origin: 'http://127.0.0.1:8233' }, 'another-site'],
  [{ site: 'none', origin: undefined }, 'unsaid'],
  [{ site: undefined, origin: undefined }, 'unsaid'],
  [{ site: undefined, origin: 'http://127.0.0.1:8233' }, 'this-site'],
  [{ site: undefined, origin: 'https://slipway.test' }, 'this-site'],
  [{ site: undefined, origin: 'http://127.0.0.1:4001' }, 'another-site'],
  [{ site: undefined, origin: 'http://slipway.test.evil.test' }, 'another-site'],
  [{ site: undefined, origin: 'null' }, 'another-site'],
  [{ site: undefined, origin: '' }, 'another-site'],
] as const)('The sender that a browser describes as %j is %s.', (said, sender) => {
  expect(senderOf(said, HOSTS)).toBe(sender);
});
