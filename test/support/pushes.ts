/** Pushes as GitHub and GitLab document them; what nobody reads of them is left out in places. */
import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export const NO_COMMIT = '0'.repeat(40);
export const BEFORE = '6113728f27ae82c7b1a177c8d03f9e96e0adf246';
export const AFTER = '3f2a91c4d5e60000000000000000000000000000';

/** What a test wants to be different. */
export interface Pushed {
  readonly ref?: string;
  readonly before?: string;
  readonly after?: string;
  readonly forced?: boolean;
  readonly modified?: readonly string[];
}

export function githubPayload(pushed: Pushed = {}) {
  const { ref = 'refs/heads/main', before = BEFORE, after = AFTER } = pushed;
  const deleted = after === NO_COMMIT;
  const commit = {
    id: after,
    tree_id: '31b122c26a97cf9af023e9ddab94a82c6e77b0ea',
    distinct: true,
    message: 'Update README.md',
    timestamp: '2026-05-15T15:20:30Z',
    url: `https://github.com/Codertocat/Hello-World/commit/${after}`,
    author: { name: 'Codertocat', email: 'codertocat@example.com', username: 'Codertocat' },
    committer: { name: 'GitHub', email: 'noreply@github.com', username: 'web-flow' },
    added: [],
    removed: [],
    modified: pushed.modified ?? ['README.md'],
  };
  return {
    ref,
    before,
    after,
    repository: {
      id: 186853002,
      name: 'Hello-World',
      full_name: 'Codertocat/Hello-World',
      private: false,
      owner: { name: 'Codertocat', login: 'Codertocat', id: 21031067, type: 'User' },
      html_url: 'https://github.com/Codertocat/Hello-World',
      git_url: 'git://github.com/Codertocat/Hello-World.git',
      ssh_url: 'git@github.com:Codertocat/Hello-World.git',
      clone_url: 'https://github.com/Codertocat/Hello-World.git',
      svn_url: 'https://github.com/Codertocat/Hello-World',
      default_branch: 'main',
    },
    pusher: { name: 'Codertocat', email: 'codertocat@example.com' },
    sender: { login: 'Codertocat', id: 21031067, type: 'User' },
    created: before === NO_COMMIT,
    deleted,
    forced: pushed.forced ?? false,
    base_ref: null,
    compare: 'https://github.com/Codertocat/Hello-World/compare/6113728f27ae...3f2a91c4d5e6',
    commits: deleted ? [] : [commit],
    head_commit: deleted ? null : commit,
  };
}

export function gitlabPayload(pushed: Pushed = {}) {
  const { ref = 'refs/heads/main', before = BEFORE, after = AFTER } = pushed;
  const isTag = ref.startsWith('refs/tags/');
  return {
    object_kind: isTag ? 'tag_push' : 'push',
    event_name: isTag ? 'tag_push' : 'push',
    before,
    after,
    ref,
    ref_protected: true,
    checkout_sha: after === NO_COMMIT ? null : after,
    message: null,
    user_id: 4,
    user_name: 'John Smith',
    user_username: 'jsmith',
    user_email: null,
    project_id: 15,
    project: {
      id: 15,
      name: 'Diaspora',
      description: '',
      web_url: 'http://example.com/mike/diaspora',
      avatar_url: null,
      git_ssh_url: 'git@example.com:mike/diaspora.git',
      git_http_url: 'http://example.com/mike/diaspora.git',
      namespace: 'Mike',
      visibility_level: 0,
      path_with_namespace: 'mike/diaspora',
      default_branch: 'main',
      homepage: 'http://example.com/mike/diaspora',
      url: 'git@example.com:mike/diaspora.git',
      ssh_url: 'git@example.com:mike/diaspora.git',
      http_url: 'http://example.com/mike/diaspora.git',
    },
    commits:
      after === NO_COMMIT
        ? []
        : [
            {
              id: after,
              message: 'Update Catalan translation to e38cb41.',
              title: 'Update Catalan translation to e38cb41.',
              timestamp: '2026-12-12T14:27:31+02:00',
              url: `http://example.com/mike/diaspora/commit/${after}`,
              author: { name: 'Jordi Mallach', email: 'jordi@example.com' },
              added: ['CHANGELOG'],
              modified: pushed.modified ?? ['app/controller/application.rb'],
              removed: [],
            },
          ],
    total_commits_count: after === NO_COMMIT ? 0 : 1,
    push_options: {},
    repository: {
      name: 'Diaspora',
      url: 'git@example.com:mike/diaspora.git',
      description: '',
      homepage: 'http://example.com/mike/diaspora',
      git_http_url: 'http://example.com/mike/diaspora.git',
      git_ssh_url: 'git@example.com:mike/diaspora.git',
      visibility_level: 0,
    },
  };
}

export const GITHUB_SECRET = 'the-secret-of-the-webhook';
export const STANDARD_KEY = `whsec_${Buffer.from('s'.repeat(32)).toString('base64')}`;

/** A delivery of GitHub. */
export function byGithub(payload: unknown, event = 'push'): RequestInit {
  return byGithubText(JSON.stringify(payload), event);
}

/** The same of any text. */
export function byGithubText(body: string, event = 'push'): RequestInit {
  const hmac = createHmac('sha256', GITHUB_SECRET).update(body).digest('hex');
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/044aadd',
    'X-GitHub-Delivery': randomUUID(),
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': '292430182',
    'X-Hub-Signature-256': `sha256=${hmac}`,
  };
  return { method: 'POST', headers, body };
}

/** A delivery by Standard Webhooks: of GitLab, or of anybody. */
export function byStandard(payload: unknown, event?: string): RequestInit {
  const body = JSON.stringify(payload);
  const id = randomUUID();
  const now = new Date();
  const headers = {
    'Content-Type': 'application/json',
    ...(event !== undefined && { 'X-Gitlab-Event': event, 'X-Gitlab-Event-UUID': randomUUID() }),
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(STANDARD_KEY).sign(id, now, body),
  };
  return { method: 'POST', headers, body };
}
