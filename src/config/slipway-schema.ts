import { z } from 'zod';
import { ROLES } from '../domain/people/principal.ts';
import { ACCESS_SCHEMA } from './access-schema.ts';
import { about, commandLine, duration, httpAddress, name, serviceName } from './fields.ts';
import { stepTimeout, text, variableName, variableNames } from './fields.ts';
import { RECIPIENT_SCHEMA } from './notification-schema.ts';
import { SIGN_IN_SCHEMA } from './sign-in-schema.ts';
import { TRIGGER_SCHEMA } from './trigger-schema.ts';
import { WEBHOOK_SCHEMA } from './webhook-schema.ts';
import { WINDOW_SCHEMA } from './window-schema.ts';

const directoryTarget = z.strictObject({
  kind: about(z.literal('directory'), 'A directory with a `current` symlink, switched atomically.'),
  path: about(
    text('path'),
    'The directory, relative to slipway.yaml. It has a directory for each release, and `current`.',
    'var/environments/hello/staging',
  ),
  activate: about(
    commandLine().exactOptional(),
    'A line for `/bin/sh -c`, run in the directory of the release after the switch. It must be safe to run twice.',
    './activate',
  ),
  timeout: about(stepTimeout().prefault('10m'), 'Timeout of `activate`.', '1m'),
});

const commandTarget = z.strictObject({
  kind: about(z.literal('command'), 'Any tool, run as a command.'),
  deploy: about(
    commandLine(),
    'A line for `/bin/sh -c`, run in a directory with the artifact. It must be safe to run twice.',
    'kubectl apply -f deployment.yaml',
  ),
  probe: about(
    commandLine().exactOptional(),
    'Prints the id of the live release, or nothing. If it fails or is missing, an interrupted deployment needs guidance.',
    'kubectl get deployment hello -o jsonpath={.metadata.annotations.release}',
  ),
  timeout: about(stepTimeout().prefault('30m'), 'Timeout of each of the two commands.', '15m'),
});

const promotionRule = z.strictObject({
  when: about(
    text('condition').exactOptional(),
    'The condition of the rule, in CEL (https://cel.dev), over the change: `change.paths` (every file where nothing is live), `change.linesAdded`, `change.linesRemoved`, `change.authors` (emails, of added and removed commits), `change.message`, `change.branch` (or null), `change.hoursSinceDeployment` (or null) and `change.failuresLately` (in 24 hours). `glob(path, pattern)` knows `*` within a segment and `**` across segments. A condition that cannot be evaluated, such as a number compared with null, does not match. Approval is required where more than 10,000 files differ, or the change has more than 1,000 authors. Every rule but the last has a condition.',
    'change.paths.all(p, p.endsWith(".md"))',
  ),
  mode: about(
    z.enum(['automatic', 'approval']),
    '`automatic` deploys without approval (Continuous Deployment); `approval` waits at the gate (Continuous Delivery).',
    'approval',
  ),
  reason: about(
    text('text').exactOptional(),
    'The reason, shown with the release.',
    'a shared test system',
  ),
});

const gate = z.strictObject({
  approvals: about(z.int().min(1).max(100).prefault(1), 'How many users must approve.', 2),
  groups: about(
    z.array(name()).prefault([]),
    'Each of these groups must provide an approver of its own. Without groups, any user with the role `approve` can vote.',
    ['release-managers'],
  ),
  expires: about(duration().prefault('7d'), 'Time until the approval expires.', '2d'),
  selfApproval: about(
    z.boolean().prefault(false),
    'Whether users may approve a release that they started, or wrote an added or removed commit of. If not, a change with more than 1,000 authors needs an override.',
    true,
  ),
  staleVotes: about(
    z.enum(['dismiss', 'keep']).prefault('dismiss'),
    'What happens to votes when another release goes live: `dismiss` or `keep`.',
    'keep',
  ),
  rejections: about(
    z.int().min(1).max(100).prefault(1),
    'Rejections needed to end the release.',
    2,
  ),
  escalateTo: about(
    name().exactOptional(),
    'A group that can approve for any missing group once 90 % of `expires` has passed.',
    'directors',
  ),
  unsignedVotes: about(
    z.enum(['refuse', 'accept']).prefault('refuse'),
    'Whether votes count that were typed into the Temporal UI or CLI, without proof of their author.',
    'accept',
  ),
});

const environment = z.strictObject({
  target: about(
    z.discriminatedUnion('kind', [directoryTarget, commandTarget]),
    'How to deploy there.',
  ),
  url: about(
    httpAddress('http://127.0.0.1:4001').meta({ title: 'url' }).exactOptional(),
    'The address of the service there. HTTP checks need it; commands get it as $SLIPWAY_URL.',
    'http://127.0.0.1:4001',
  ),
  prometheus: about(
    httpAddress('http://127.0.0.1:9090').meta({ title: 'url' }).exactOptional(),
    'The Prometheus that monitors the service there. Prometheus checks need it.',
    'http://127.0.0.1:9090',
  ),
  watch: about(
    stepTimeout().exactOptional(),
    'How long to watch a release after its verification, with the `watch` checks of pipeline.yaml. Default: not at all.',
    '15m',
  ),
  promotion: about(
    z.array(promotionRule).min(1).exactOptional(),
    'The first matching rule decides. Default: `approval` if there is a gate, else `automatic`.',
    [{ mode: 'approval' }],
  ),
  gate: about(gate.exactOptional(), 'The approvals required in mode `approval`.'),
  soak: about(
    duration().exactOptional(),
    'How long a release must have been live and verified in the previous environment.',
    '10m',
  ),
  windows: about(
    z.array(name()).prefault([]),
    'Deployment windows. Releases deploy only while all of them are open; the approval does not expire meanwhile.',
    ['office-hours'],
  ),
  supersede: about(
    z.enum(['on-approval', 'on-arrival', 'never']).prefault('on-approval'),
    'When a newer release supersedes older waiting ones: when it is approved, when it reaches the gate, or never.',
    'never',
  ),
  onFailure: about(
    z.enum(['fail', 'ask', 'rollback']).prefault('fail'),
    'What to do when a deployment, verification or watch fails: end the release, ask for guidance (retry, ignore, rollback, fail), or roll back to the last verified release. An inconclusive check always asks for guidance.',
    'rollback',
  ),
  secrets: about(
    variableNames(),
    'Variables of the worker that the commands of this environment may see.',
    ['DEPLOY_TOKEN'],
  ),
});

const service = z.strictObject({
  repository: about(
    text('path or url'),
    'A git URL, or a path relative to slipway.yaml.',
    'https://github.com/example/hello.git',
  ),
  branches: about(
    z
      .array(
        z
          .string()
          .regex(/^(?!-)[^\s~^:?*[\\]+$/, { error: 'the name of a branch' })
          .meta({ title: 'branch' }),
      )
      .prefault([]),
    'Only commits on these branches can be released. Default: any commit.',
    ['main'],
  ),
  trigger: about(TRIGGER_SCHEMA.exactOptional(), 'Pushes that start a release. Default: none.', {
    branches: ['main'],
  }),
  buildLatestOnly: about(
    z.boolean().prefault(false),
    'Build one commit at a time, and skip to the newest waiting one.',
    true,
  ),
  secrets: about(variableNames(), 'Variables of the worker that build and test commands may see.', [
    'NPM_TOKEN',
  ]),
  notifications: about(
    z.array(RECIPIENT_SCHEMA).max(10).prefault([]),
    'Recipients of notifications.',
  ),
  environments: about(
    z
      .record(name(), environment)
      .refine((map) => Object.keys(map).length > 0, { error: 'at least one environment' })
      .meta({ minProperties: 1 }),
    'In deployment order.',
  ),
});

const anyPrincipal = {
  name: about(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9@._+-]{0,99}$/, {
        error: 'a name such as ana@example.com, of letters, digits and @._+-',
      })
      .meta({ title: 'principal' }),
    'The name. For a user, the email address of their commits.',
    'ana@example.com',
  ),
  roles: about(z.array(z.enum(ROLES)), 'Roles. Reading needs none.', ['start', 'approve']),
};

const principal = z.union(
  [
    z.strictObject({
      ...anyPrincipal,
      tokenSha256: about(
        z
          .string()
          .regex(/^[0-9a-f]{64}$/, { error: 'the 64 lowercase hexadecimal digits of a SHA-256' })
          .meta({ title: 'sha256' }),
        'SHA-256 of the token; it need not be kept secret.',
        '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      ),
    }),
    z.strictObject({
      ...anyPrincipal,
      token: about(
        z.strictObject({
          env: about(
            variableName(),
            'The variable with the token, or `…_FILE` with its path.',
            'ANA_TOKEN',
          ),
        }),
        'The variable of the token.',
      ),
    }),
  ],
  { error: 'a map with exactly one of tokenSha256 and token' },
);

/** The keys of `slipway.yaml`. */
export const SLIPWAY_SCHEMA = z
  .strictObject({
    store: about(
      z
        .string()
        .regex(/^file:[^\0]+$/, {
          error: 'file: and a directory, such as file:var/store; this version supports only file:',
        })
        .meta({ title: 'store' })
        .prefault('file:var/store'),
      'The directory of artifacts, logs and audit logs, relative to slipway.yaml.',
      'file:/srv/slipway/store',
    ),
    workers: about(
      z
        .strictObject({
          heartbeat: about(
            duration({ minMs: 2_000, maxMs: 3_600_000 }).prefault('15s'),
            'Without a heartbeat for this long, a step runs again on another worker.',
            '30s',
          ),
        })
        .prefault({}),
      'Settings of the workers.',
    ),
    groups: about(
      z.record(name(), z.array(anyPrincipal.name)).prefault({}),
      'Users by group, for gates and for access. A group may be empty if `signIn` fills it.',
      { 'release-managers': ['ana@example.com', 'ben@example.com'] },
    ),
    windows: about(
      z.record(name(), WINDOW_SCHEMA).prefault({}),
      'Deployment windows by name. Edits apply to waiting releases at once.',
    ),
    users: about(
      z.array(principal).prefault([]),
      'Users with tokens. Without users, service accounts and `signIn`, the API listens on this machine only and everyone has every role.',
    ),
    serviceAccounts: about(
      z.array(principal).prefault([]),
      'Programs with tokens, such as a CI system. They start releases and never vote.',
    ),
    signIn: about(SIGN_IN_SCHEMA.exactOptional(), 'The OpenID Connect provider for signing in.'),
    access: about(
      ACCESS_SCHEMA,
      'Roles of groups, limited to services and environments. Roles of `users` apply everywhere.',
    ),
    webhooks: about(WEBHOOK_SCHEMA.prefault({}), 'Secrets of incoming webhooks: docs/webhooks.md.'),
    services: about(z.record(serviceName(), service), 'Services by name.'),
  })
  .meta({
    title: 'slipway.yaml',
    description:
      "The operator's file: services, environments and approvals. No release can change it.",
  });

export type SlipwayFile = z.output<typeof SLIPWAY_SCHEMA>;
export type ServiceEntry = SlipwayFile['services'][string];
export type EnvironmentEntry = ServiceEntry['environments'][string];
export type PrincipalEntry = SlipwayFile['users'][number];
