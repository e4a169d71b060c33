import { SlipwayError } from '../../domain/errors.ts';
import type { CommitStatusReport } from '../../domain/notify/notification.ts';
import { refusal } from './answer.ts';
import type { Github } from './github-api.ts';

const TASK = 'deploy';
/** The most that one page has. */
const PAGE = 100;

/**
 * The deployment of a release to an environment: the one that is there, or a new one. It is known by
 * the release in its payload, so that another attempt does not make another.
 *
 * @throws SlipwayError NOTIFICATION_FAILED, NOTIFICATION_REFUSED, RECIPIENT_GONE
 */
export async function deploymentFor(
  github: Github,
  { commit, releaseId, service }: CommitStatusReport,
  environment: string,
): Promise<number> {
  const query = new URLSearchParams({
    sha: commit,
    task: TASK,
    environment,
    per_page: String(PAGE),
  });
  const all = await json(await github.get(`/deployments?${query}`), github);
  const known = listOf(all).find((deployment) => releaseIn(deployment['payload']) === releaseId);
  if (known) return idOf(known, github);
  const deployment = {
    ref: commit,
    task: TASK,
    // What is deployed is the commit as it is, and whether it may be is decided here.
    auto_merge: false,
    required_contexts: [],
    environment,
    description: `${service} by Slipway`,
    payload: { release: releaseId },
  };
  const made = await json(await github.post('/deployments', deployment), github);
  return idOf(made as Fields, github);
}

/** The newest status of a deployment, if it has one. */
export async function newestStatus(github: Github, deployment: number) {
  const path = `/deployments/${deployment}/statuses?per_page=${PAGE}`;
  const all = listOf(await json(await github.get(path), github));
  const [newest] = all.toSorted((one, other) => Number(other['id']) - Number(one['id']));
  return newest && { state: newest['state'], description: newest['description'] };
}

type Fields = Readonly<Record<string, unknown>>;

async function json(response: Response, { mail }: Github): Promise<unknown> {
  if (response.ok) return response.json().catch(() => undefined);
  await response.body?.cancel().catch(() => {});
  throw refusal(response, mail.name);
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

/** GitHub gives a payload back as an object, or as the text that it was sent as. */
function releaseIn(payload: unknown): unknown {
  if (typeof payload !== 'string') return (payload as Fields | null | undefined)?.['release'];
  try {
    return releaseIn(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

function idOf(deployment: Fields | undefined, { mail }: Github): number {
  const id = deployment?.['id'];
  if (typeof id === 'number') return id;
  throw new SlipwayError('NOTIFICATION_FAILED', `${mail.name} returned no deployment.`);
}
