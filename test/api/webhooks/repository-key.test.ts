import { expect, test } from 'vitest';
import { repositoryKey } from '../../../src/api/webhooks/repository-key.ts';

test.each([
  ['github.com/example/hello', 'https://github.com/example/hello.git'],
  ['github.com/example/hello', 'https://github.com/example/hello'],
  ['github.com/example/hello', 'https://github.com/Example/Hello.git/'],
  ['github.com/example/hello', 'https://token@github.com:443/example/hello.git'],
  ['github.com/example/hello', 'git://github.com/example/hello.git'],
  ['github.com/example/hello', 'git@github.com:example/hello.git'],
  ['github.com/example/hello', 'github.com:example/hello'],
  ['github.com/example/hello', 'git@GitHub.com:/example/hello.git'],
  ['github.com/example/hello', 'ssh://git@github.com/example/hello.git'],
  ['github.com/example/hello', 'ssh://git@github.com:22/example/hello.git'],
  ['github.com/example/hello', 'ssh://git@ssh.github.com:443/example/hello.git'],
  ['gitlab.com/group/sub/hello', 'ssh://git@altssh.gitlab.com:443/group/sub/hello.git'],
  ['git.example.com/a/b', 'ssh://git@git.example.com:2222/a/b.git'],
  ['git.example.com/a/b', 'http://git.example.com:80/a/b.git'],
  ['git.example.com:8443/a/b', 'https://git.example.com:8443/a/b.git'],
  ['/srv/git/Hello', '/srv/git/Hello.git'],
  ['/srv/git/Hello', 'file:///srv/git/Hello.git/'],
])('%s is the repository at %s', (key, address) => {
  expect(repositoryKey(address)).toBe(key);
});

test.each([
  ['https://github.com/example/hello', 'https://gitlab.com/example/hello'],
  ['https://github.com/example/hello', 'https://github.com/example/hello2'],
  ['https://github.com/example/hello', 'https://github.com/example/hello.github'],
  ['https://git.example.com/a/b', 'https://git.example.com:8443/a/b'],
  ['/srv/git/hello', '/srv/git/Hello'],
])('%s is another repository than %s', (one, other) => {
  expect(repositoryKey(one)).not.toBe(repositoryKey(other));
});
