import type { FC } from 'hono/jsx';
import type { Release } from '../../client/responses.ts';
import { Reason } from '../fields.tsx';
import { releasePath } from '../paths.ts';

type Action = Release['actions'][number];

/** The guidance request of the release, with the responses that the reader can choose from. */
export const Guidance: FC<Release> = ({ id, guidanceRequest, actions }) => {
  const guidance = actions.find(({ action }) => action === 'guidance');
  if (!guidanceRequest) return null;
  const { environment, problem } = guidanceRequest;
  return (
    <section class="card decide" aria-labelledby="guidance-title">
      <h2 id="guidance-title">{whatFailed(guidanceRequest)} How should it continue?</h2>
      <p class="bad-text">{problem.message}</p>
      <p class="muted">{problem.next}</p>
      {guidance ? (
        <form method="post" action={`${releasePath(id)}/guidance`}>
          <input type="hidden" name="guidanceRequest" value={guidanceRequest.id} />
          <Reason id="guidance-reason" name="reason" label="Reason" />
          <ul class="choices">
            {(guidance.choices ?? []).map(({ choice, does }) => (
              <li class="actions">
                <button name="choice" value={choice}>
                  {CHOICE[choice]}
                </button>
                <span>{does}</span>
              </li>
            ))}
          </ul>
        </form>
      ) : (
        <p class="muted">Anyone with the operate role for {environment} can respond.</p>
      )}
    </section>
  );
};

type GuidanceRequest = NonNullable<Release['guidanceRequest']>;

const FAILED_STAGE: Record<GuidanceRequest['failedStage'], string> = {
  deploy: 'Deployment to',
  verify: 'Verification in',
  watch: 'Watch in',
  rollback: 'Rollback in',
};

function whatFailed({ isUnknown, failedStage, environment }: GuidanceRequest): string {
  if (isUnknown) return `Live release in ${environment} unknown.`;
  return `${FAILED_STAGE[failedStage]} ${environment} failed.`;
}

const CHOICE: Record<NonNullable<Action['choices']>[number]['choice'], string> = {
  retry: 'Retry',
  ignore: 'Continue anyway',
  rollback: 'Roll back',
  fail: 'Fail the release',
};
