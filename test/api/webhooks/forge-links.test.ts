import { describe, expect, it } from 'vitest';
import { forgeOf } from '../../../src/api/webhooks/forge-links.ts';

describe('links to the commits of a repository', () => {
  it.each([
    ['https://github.com/example/shop.git', 'https://github.com/example/shop/compare/a..b'],
    ['https://github.com/example/shop/', 'https://github.com/example/shop/compare/a..b'],
    ['git@github.com:example/shop.git', 'https://github.com/example/shop/compare/a..b'],
    [
      'ssh://git@git.example.com:2222/team/shop.git',
      'https://git.example.com/team/shop/compare/a...b?straight=true',
    ],
    [
      'https://git.example.com:8443/team/shop',
      'https://git.example.com:8443/team/shop/compare/a...b?straight=true',
    ],
    [
      'https://gitlab.com/group/sub/shop.git',
      'https://gitlab.com/group/sub/shop/-/compare/a...b?straight=true',
    ],
    [
      'https://gitlab.example.com/group/shop.git',
      'https://gitlab.example.com/group/shop/-/compare/a...b?straight=true',
    ],
    [
      'https://bitbucket.org/team/shop.git',
      'https://bitbucket.org/team/shop/branches/compare/b..a',
    ],
  ])('%s is compared at %s', (repository, address) => {
    expect(forgeOf(repository)?.compare('a', 'b')).toBe(address);
  });

  it.each([
    ['https://github.com/example/shop.git', 'https://github.com/example/shop/commit/a'],
    ['https://gitlab.com/example/shop.git', 'https://gitlab.com/example/shop/-/commit/a'],
    ['https://bitbucket.org/team/shop.git', 'https://bitbucket.org/team/shop/commits/a'],
  ])('a commit of %s is at %s', (repository, address) => {
    expect(forgeOf(repository)?.commit('a')).toBe(address);
  });

  it('never shows a password', () => {
    const links = forgeOf('https://ci:secret@github.com/example/shop.git');
    expect(links?.compare('a', 'b')).toBe('https://github.com/example/shop/compare/a..b');
  });

  it.each([
    '/srv/repositories/shop',
    'var/repositories/hello',
    'file:///srv/shop.git',
    'http://github.com/example/shop.git',
    'https://github.com/shop.git',
    'https://github.com/example/shop.git?ref=x',
    'https://github.com/example/"onclick',
    'javascript:alert(1)//x/y',
    '',
  ])('of "%s" there is none', (repository) => {
    expect(forgeOf(repository)).toBeUndefined();
  });
});
