import type { CommitStatusReport } from '../../domain/notify/notification.ts';
import type { GitlabRecipient } from '../../domain/notify/recipient.ts';
import type { CommitStatus } from '../../domain/release/commit-status.ts';
import { refusal, requireTaken } from './answer.ts';
import { shortened, statusName } from './commit-status.ts';
import { type Mail, secretNamed, send } from './request.ts';

/** GitLab refuses longer ones. */
const LONGEST_DESCRIPTION = 255;

/**
 * Shows on GitLab how a commit stands: a status for each environment. Doing it twice shows the same.
 *
 * @throws SlipwayError NOTIFICATION_FAILED, NOTIFICATION_REFUSED, RECIPIENT_GONE
 */
export async function reportToGitlab(
  { api, project, token }: GitlabRecipient,
  { service, commit, url: targetUrl, statuses }: CommitStatusReport,
  mail: Mail,
): Promise<void> {
  const url = `${api}/projects/${encodeURIComponent(project)}/statuses/${commit}`;
  const headers = {
    'private-token': secretNamed(token.env, mail),
    'content-type': 'application/json; charset=utf-8',
  };
  for (const commitStatus of statuses) {
    const name = statusName(service, commitStatus);
    const description = shortened(commitStatus.sentence, LONGEST_DESCRIPTION);
    const status = { state: stateOf(commitStatus), name, description, target_url: targetUrl };
    await requireShown(await send({ url, headers, body: JSON.stringify(status) }, mail), mail);
  }
}

function stateOf({ state, isUnderway }: CommitStatus): string {
  switch (state) {
    case 'pending':
      return isUnderway ? 'running' : 'pending';
    case 'success':
      return 'success';
    case 'failure':
      return 'failed';
    case 'error':
      return 'canceled';
  }
}

/** A status never goes back, nor to where it is: GitLab says so by 400, and nothing is to be done. */
async function requireShown(response: Response, mail: Mail): Promise<void> {
  if (response.status !== 400) return requireTaken(response, mail);
  const answer = await response.text().catch(() => '');
  if (!answer.includes('Cannot transition status')) throw refusal(response, mail.name);
}
