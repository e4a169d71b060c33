import type { CommitStatusReport } from '../../domain/notify/notification.ts';
import type { GithubRecipient } from '../../domain/notify/recipient.ts';
import type { CommitStatus } from '../../domain/release/commit-status.ts';
import { requireTaken } from './answer.ts';
import { shortened, statusName } from './commit-status.ts';
import { type Github, openGithub } from './github-api.ts';
import { deploymentFor, newestStatus } from './github-deployment.ts';
import type { Mail } from './request.ts';

/** GitHub refuses longer ones. */
const LONGEST_DESCRIPTION = 140;

/**
 * Shows on GitHub how a commit stands: a status for each environment, and a deployment where it was
 * deployed. Doing it twice shows the same.
 *
 * @throws SlipwayError NOTIFICATION_FAILED, NOTIFICATION_REFUSED, RECIPIENT_GONE
 */
export async function reportToGithub(
  recipient: GithubRecipient,
  report: CommitStatusReport,
  mail: Mail,
): Promise<void> {
  const github = openGithub(recipient, mail);
  for (const commitStatus of report.statuses) {
    await showStatus(github, report, commitStatus);
    if (commitStatus.isDeployed) await showDeployment(github, report, commitStatus);
  }
}

async function showStatus(
  github: Github,
  { service, commit, url }: CommitStatusReport,
  commitStatus: CommitStatus,
): Promise<void> {
  const description = shortened(commitStatus.sentence, LONGEST_DESCRIPTION);
  const context = statusName(service, commitStatus);
  const status = { state: commitStatus.state, context, description, target_url: url };
  await requireTaken(await github.post(`/statuses/${commit}`, status), github.mail);
}

async function showDeployment(
  github: Github,
  report: CommitStatusReport,
  commitStatus: CommitStatus,
): Promise<void> {
  const { environment = '', url } = commitStatus;
  const id = await deploymentFor(github, report, environment);
  const state = commitStatus.state === 'pending' ? 'in_progress' : commitStatus.state;
  const description = shortened(commitStatus.sentence, LONGEST_DESCRIPTION);
  const known = await newestStatus(github, id);
  if (known?.state === state && known.description === description) return;
  const status = {
    state,
    description,
    environment,
    log_url: report.url,
    ...(url !== undefined && { environment_url: url }),
  };
  const answer = await github.post(`/deployments/${id}/statuses`, status);
  await requireTaken(answer, github.mail);
}
