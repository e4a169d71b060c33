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
  kind: about(z.literal('directory'), 'A folder with a `current` link that is switched at once.'),
  path: about(
    text('path'),
    'The folder. It keeps a folder for each release, and `current`. Relative to slipway.yaml.',
    'var/environments/hello/staging',
  ),
  activate: about(
    commandLine().exactOptional(),
    'A line for `/bin/sh -c`, run in the released folder after the switch. It must be safe to run twice.',
    './activate',
  ),
  timeout: about(stepTimeout().prefault('10m'), 'How long `activate` may run.', '1m'),
});

const commandTarget = z.strictObject({
  kind: about(z.literal('command'), 'Any tool, by command line.'),
  deploy: about(
    commandLine(),
    'A line for `/bin/sh -c`, run in a folder that holds the artifact. It must be safe to run twice.',
    'kubectl apply -f deployment.yaml',
  ),
  probe: about(
    commandLine().exactOptional(),
    'Prints the id of the release that is live on its first line, or nothing if there is none. Where it exits by another code than 0, or is missing, a deployment that was cut off asks people.',
    'kubectl get deployment hello -o jsonpath={.metadata.annotations.release}',
  ),
  timeout: about(stepTimeout().prefault('30m'), 'How long each of them may run.', '15m'),
});

const promotionRule = z.strictObject({
  when: about(
    text('condition').exactOptional(),
    'The condition under which the rule holds, in CEL (https://cel.dev), over what the release brings: `change.paths` (all files where nothing is live), `change.linesAdded`, `change.linesRemoved`, `change.authors` (emails, of the commits that come and of those that are taken away), `change.message`, `change.branch` (or null), `change.hoursSinceDeployment` (or null) and `change.failuresLately` (in 24 hours). `glob(path, pattern)` knows `*` within a segment and `**` across. A condition that cannot be told, such as a number compared with null, does not hold. People are asked where more than 10,000 files differ, or more than 1,000 people wrote it. Every rule but the last has one.',
    'change.paths.all(p, p.endsWith(".md"))',
  ),
  mode: about(
    z.enum(['automatic', 'approval']),
    '`automatic` goes on by itself; `approval` waits at the gate until people approve.',
    'approval',
  ),
  reason: about(
    text('text').exactOptional(),
    'Why, for those who read a release.',
    'a shared test system',
  ),
});

const gate = z.strictObject({
  approvals: about(
    z.int().min(1).max(100).prefault(1),
    'How many different people must approve.',
    2,
  ),
  groups: about(
    z.array(name()).prefault([]),
    'Each group must be among those who approve, with a person of its own. Without groups anybody with the role `approve` may vote.',
    ['release-managers'],
  ),
  expires: about(duration().prefault('7d'), 'How long the gate waits.', '2d'),
  selfApproval: about(
    z.boolean().prefault(false),
    'Whether who started the release, or wrote a commit that it brings or takes away, may approve it. If not, nobody may where more than 1,000 people wrote it.',
    true,
  ),
  staleVotes: about(
    z.enum(['dismiss', 'keep']).prefault('dismiss'),
    'What happens to the votes when another release goes live meanwhile: `ask` asks again, `keep` keeps them.',
    'keep',
  ),
  rejections: about(
    z.int().min(1).max(100).prefault(1),
    'How many people must reject to end the release.',
    2,
  ),
  escalateTo: about(
    name().exactOptional(),
    'A group whose people may fill any empty seat when nine tenths of the time are over.',
    'directors',
  ),
  unsignedVotes: about(
    z.enum(['refuse', 'accept']).prefault('refuse'),
    'Whether a vote counts that was typed into the Temporal UI or CLI, without a proof of who cast it.',
    'accept',
  ),
});

const environment = z.strictObject({
  target: about(
    z.discriminatedUnion('kind', [directoryTarget, commandTarget]),
    'What deploys there.',
  ),
  url: about(
    httpAddress('http://127.0.0.1:4001').meta({ title: 'url' }).exactOptional(),
    'Where it answers. Checks over HTTP need it, and commands know it as $SLIPWAY_URL.',
    'http://127.0.0.1:4001',
  ),
  prometheus: about(
    httpAddress('http://127.0.0.1:9090').meta({ title: 'url' }).exactOptional(),
    'The address of the Prometheus that knows about it. Checks that ask Prometheus need it.',
    'http://127.0.0.1:9090',
  ),
  watch: about(
    stepTimeout().exactOptional(),
    'How long a release is watched after it was verified, by the checks under `watch` of pipeline.yaml. Without it, it is not watched.',
    '15m',
  ),
  promotion: about(
    z.array(promotionRule).min(1).exactOptional(),
    'How it is entered: the first rule that holds. Without rules: `approval` if there is a gate, else `automatic`.',
    [{ mode: 'approval' }],
  ),
  gate: about(gate.exactOptional(), 'What people must agree to in the mode `approval`.'),
  soak: about(
    duration().exactOptional(),
    'How long a release must have been live and good in the environment before.',
    '10m',
  ),
  windows: about(
    z.array(name()).prefault([]),
    'Names of calendars. A release enters only while all of them are open, and waits until then; its gate does not expire meanwhile.',
    ['office-hours'],
  ),
  supersede: about(
    z.enum(['on-approval', 'on-arrival', 'never']).prefault('on-approval'),
    'When a newer release ends the older ones that wait: by its approval, by its arrival at the gate, or never.',
    'never',
  ),
  onFailure: about(
    z.enum(['fail', 'ask', 'rollback']).prefault('fail'),
    'What follows when a deployment, its verification or its watch fails: the release fails, or asks a person (retry, ignore, rollback, fail), or goes back to what was verified last. What could not be measured always asks a person.',
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
          .regex(/^(?!-)[^\s~^:?*[\\]+$/, { error: 'a name of a branch' })
          .meta({ title: 'branch' }),
      )
      .prefault([]),
    'A commit must be reachable from one of these. Without any, every commit may be released.',
    ['main'],
  ),
  trigger: about(
    TRIGGER_SCHEMA.exactOptional(),
    'Which pushes start a release, told by a webhook. Without it, none does.',
    { branches: ['main'] },
  ),
  buildLatestOnly: about(
    z.boolean().prefault(false),
    'Whether commits wait while another one is built and tested, so that only the newest of those that wait is released.',
    true,
  ),
  secrets: about(variableNames(), 'Variables of the worker that build and test commands may see.', [
    'NPM_TOKEN',
  ]),
  notifications: about(z.array(RECIPIENT_SCHEMA).max(10).prefault([]), 'Who is told what happens.'),
  environments: about(
    z
      .record(name(), environment)
      .refine((map) => Object.keys(map).length > 0, { error: 'at least one environment' })
      .meta({ minProperties: 1 }),
    'By name, in the order in which a release enters them.',
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
    'Who it is. For a person, the address with which they commit.',
    'ana@example.com',
  ),
  kind: about(z.enum(['person', 'service']), 'Only people vote.', 'person'),
  roles: about(z.array(z.enum(ROLES)), 'What it may do, beside reading.', ['start', 'approve']),
};

const principal = z.union(
  [
    z.strictObject({
      ...anyPrincipal,
      tokenSha256: about(
        z
          .string()
          .regex(/^[0-9a-f]{64}$/, { error: 'the 64 small hexadecimal digits of a SHA-256' })
          .meta({ title: 'sha256' }),
        'SHA-256 of the token, so that the file is no secret.',
        '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      ),
    }),
    z.strictObject({
      ...anyPrincipal,
      token: about(
        z.strictObject({
          env: about(
            variableName(),
            'The variable that holds the token; with _FILE appended, the file that does.',
            'ANA_TOKEN',
          ),
        }),
        'Where the token is.',
      ),
    }),
  ],
  { error: 'a map with exactly one of tokenSha256 and token' },
);

/** What `slipway.yaml` may hold. */
export const SLIPWAY_SCHEMA = z
  .strictObject({
    store: about(
      z
        .string()
        .regex(/^file:[^\0]+$/, {
          error: 'file: and a folder, such as file:var/store; this version supports only file:',
        })
        .meta({ title: 'store' })
        .prefault('file:var/store'),
      'Where artifacts, logs and records are kept: a folder, relative to slipway.yaml.',
      'file:/srv/slipway/store',
    ),
    workers: about(
      z
        .strictObject({
          heartbeat: about(
            duration({ minMs: 2_000, maxMs: 3_600_000 }).prefault('15s'),
            'After how long without a sign of life a step is run again on another worker.',
            '30s',
          ),
        })
        .prefault({}),
      'How workers are watched.',
    ),
    groups: about(
      z.record(name(), z.array(anyPrincipal.name)).prefault({}),
      'Names of people by group, for gates and for access. A group may be empty if `signIn` fills it.',
      { 'release-managers': ['ana@example.com', 'ben@example.com'] },
    ),
    windows: about(
      z.record(name(), WINDOW_SCHEMA).prefault({}),
      'When environments may be entered, by name. An edit holds for the releases that wait already.',
    ),
    principals: about(
      z.array(principal).prefault([]),
      'Who may use the API by a token. Without any, and without `signIn`, it serves this machine only, and everybody on it may do everything.',
    ),
    signIn: about(
      SIGN_IN_SCHEMA.exactOptional(),
      'The OpenID provider by which people are known, beside callers with tokens.',
    ),
    access: about(
      ACCESS_SCHEMA,
      'What the people of groups may do and where, beside the roles of callers, which hold everywhere.',
    ),
    webhooks: about(
      WEBHOOK_SCHEMA.prefault({}),
      'Who may say that something was pushed: docs/webhooks.md.',
    ),
    services: about(z.record(serviceName(), service), 'What is released, by name.'),
  })
  .meta({
    title: 'slipway.yaml',
    description:
      "The operator's file: services, their environments, and who may let a release in. No release can change it.",
  });

export type SlipwayFile = z.output<typeof SLIPWAY_SCHEMA>;
export type ServiceEntry = SlipwayFile['services'][string];
export type EnvironmentEntry = ServiceEntry['environments'][string];
export type PrincipalEntry = SlipwayFile['principals'][number];
