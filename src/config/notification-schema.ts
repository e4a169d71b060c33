import { z } from 'zod';
import { EVENT_NAMES } from '../domain/notify/event-name.ts';
import { CHAT_TOPICS, type Recipient } from '../domain/notify/recipient.ts';
import { SAFE_ADDRESS } from '../domain/safe-address.ts';
import { about, name, variableName } from './fields.ts';

const recipientName = (standard: string) =>
  about(
    name().exactOptional(),
    `The name in lists of notifications, unique within the service. Default: \`${standard}\`.`,
    'audit',
  );

const secret = (description: string, example: string) =>
  about(
    z.strictObject({
      env: about(
        variableName(),
        'The variable of the worker with the secret, or `…_FILE` with its path.',
        example,
      ),
    }),
    description,
  );

const safeAddress = (example: string) =>
  z
    .string()
    .regex(SAFE_ADDRESS, { error: `an address such as ${example}; http only to this machine` })
    .meta({ title: 'url' });

const webhook = z.strictObject({
  kind: about(z.literal('webhook'), 'Sends signed CloudEvents.'),
  name: recipientName('webhook'),
  url: about(
    safeAddress('https://example.com/hook'),
    'The address that gets each event by POST.',
    'https://audit.example.com/events',
  ),
  secret: secret(
    'The key that signs the events: `whsec_` and base64, by Standard Webhooks.',
    'AUDIT_SECRET',
  ),
  events: about(
    z.array(z.enum(EVENT_NAMES)).min(1).exactOptional(),
    'Events to send. Default: all.',
    ['approval.created', 'service.deployed', 'pipelinerun.finished'],
  ),
});

const slack = z.strictObject({
  kind: about(z.literal('slack'), 'Sends messages to a Slack-compatible incoming webhook.'),
  name: recipientName('slack'),
  url: secret('The webhook URL. Keep it secret: anyone who has it can post.', 'SLACK_URL'),
  topics: about(
    z.array(z.enum(CHAT_TOPICS)).min(1).exactOptional(),
    'Topics of messages to send. Default: all.',
    ['approval', 'guidance'],
  ),
});

const api = (standard: string) =>
  about(
    safeAddress(standard).prefault(standard),
    'The address of the API.',
    standard.replace(/[^/]*\.com/, 'git.example.com'),
  );

const github = z.strictObject({
  kind: about(z.literal('github'), 'Sets commit statuses and deployments on GitHub.'),
  name: recipientName('github'),
  repository: about(
    z
      .string()
      .regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, {
        error: 'an owner and a name such as example/hello',
      })
      .meta({ title: 'repository' }),
    'The repository, by its owner and its name.',
    'example/hello',
  ),
  token: secret('A token that may write commit statuses and deployments.', 'GITHUB_TOKEN'),
  api: api('https://api.github.com'),
});

const gitlab = z.strictObject({
  kind: about(z.literal('gitlab'), 'Sets commit statuses on GitLab, one for each environment.'),
  name: recipientName('gitlab'),
  project: about(
    z
      .string()
      .regex(/^(?:[0-9]+|[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+)$/, {
        error: 'a path such as example/hello, or a number',
      })
      .meta({ title: 'project' }),
    'The project, by its path or its number.',
    'example/hello',
  ),
  token: secret('A token with the scope `api`.', 'GITLAB_TOKEN'),
  api: api('https://gitlab.com/api/v4'),
});

/** One entry under `notifications`. */
export const RECIPIENT_SCHEMA = z.discriminatedUnion('kind', [webhook, slack, github, gitlab]);

export type RecipientEntry = z.output<typeof RECIPIENT_SCHEMA>;

/** A recipient without a name has the name of its kind. */
export function recipientOf(entry: RecipientEntry): Recipient {
  const named = { name: entry.name ?? entry.kind };
  if (entry.kind === 'webhook' || entry.kind === 'slack') return { ...entry, ...named };
  return { ...entry, ...named, api: entry.api.replace(/\/+$/, '') };
}
