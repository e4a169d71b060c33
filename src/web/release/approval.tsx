import type { FC } from 'hono/jsx';
import { ERRORS } from '../../domain/errors.ts';
import type { Release } from '../../client/responses.ts';
import { Folded, Reason } from '../fields.tsx';
import { releasePath } from '../paths.ts';

type Action = Release['actions'][number];

/** What the release asks people, where this principal may answer it, or why not. */
export const Decide: FC<Release> = (release) => (
  <div id="decide" class="stack" data-live>
    <Vote {...release} />
    <Answer {...release} />
  </div>
);

const Vote: FC<Release> = ({ id, actions, approvalRequest }) => {
  const find = (kind: Action['action']) => actions.find(({ action }) => action === kind);
  const [approve, reject, withdraw] = [find('approve'), find('reject'), find('withdraw')];
  const any = approve ?? reject ?? withdraw;
  if (!any || !approvalRequest) return null;
  return (
    <section class="card decide" aria-labelledby="vote-title">
      <h2 id="vote-title">Approve for {any.environment}</h2>
      {approve ? (
        <Approve id={id} approvalRequest={approvalRequest.digest} action={approve} />
      ) : null}
      {approve && !approve.refused ? (
        <ApproveLater id={id} approvalRequest={approvalRequest.digest} action={approve} />
      ) : null}
      {withdraw ? (
        <Withdraw id={id} approvalRequest={approvalRequest.digest} action={withdraw} />
      ) : null}
      {reject && !reject.refused ? (
        <Reject id={id} approvalRequest={approvalRequest.digest} action={reject} />
      ) : null}
    </section>
  );
};

interface VoteProps {
  readonly id: string;
  readonly approvalRequest: string;
  readonly action: Action;
}

const Approve: FC<VoteProps> = ({ id, approvalRequest, action: { does, refused } }) => {
  if (refused)
    return (
      <p class="muted">
        You cannot approve this release: {WHY_NOT[refused] ?? refused}. {ERRORS[refused].next}
      </p>
    );
  return (
    <form method="post" action={`${releasePath(id)}/vote`}>
      <input type="hidden" name="approvalRequest" value={approvalRequest} />
      <Reason id="approve-comment" name="comment" label="Comment" />
      <p class="actions">
        <button class="primary" name="verdict" value="approve">
          Approve
        </button>
        <span>{does}</span>
      </p>
    </form>
  );
};

const ApproveLater: FC<VoteProps> = ({ id, approvalRequest, action: { environment } }) => (
  <Folded id="approve-later" summary="Approve for later">
    <form method="post" action={`${releasePath(id)}/vote`}>
      <input type="hidden" name="approvalRequest" value={approvalRequest} />
      <p class="field">
        <label for="schedule">
          Deploy to {environment} after <span data-zone>(UTC)</span>
        </label>
        <input id="schedule" type="datetime-local" name="deployAfter" required />
      </p>
      <p class="actions">
        <button name="verdict" value="approve-later">
          Approve for later
        </button>
        <span>Your approval counts now. The deployment starts at that time at the earliest.</span>
      </p>
    </form>
  </Folded>
);

/** In the words of the rule, for the person that it holds for. */
const WHY_NOT: Partial<Record<NonNullable<Action['refused']>, string>> = {
  SELF_APPROVAL: 'you started it or wrote one of its commits',
  NOT_ELIGIBLE: 'you are not in a group that must approve',
  FORBIDDEN: 'you do not have the approve role',
  USERS_ONLY: 'only users can vote',
  GATE_CLOSED: 'the approval has expired',
};

const Withdraw: FC<VoteProps> = ({ id, approvalRequest, action: { does } }) => (
  <form method="post" action={`${releasePath(id)}/vote`} class="actions">
    <input type="hidden" name="approvalRequest" value={approvalRequest} />
    <span class="good-text">You approved this.</span>
    <button name="verdict" value="withdraw">
      Withdraw vote
    </button>
    <span>{does}</span>
  </form>
);

const Reject: FC<VoteProps> = ({ id, approvalRequest, action: { does } }) => (
  <Folded id="reject" summary="Reject">
    <form method="post" action={`${releasePath(id)}/vote`}>
      <input type="hidden" name="approvalRequest" value={approvalRequest} />
      <Reason id="reject-comment" name="comment" label="Comment (required)" required />
      <p class="actions">
        <button class="danger" name="verdict" value="reject">
          Reject
        </button>
        <span>{does}</span>
      </p>
    </form>
  </Folded>
);

const FAILED_STAGE: Record<NonNullable<Release['guidanceRequest']>['failedStage'], string> = {
  deploy: 'Deployment to',
  verify: 'Verification in',
  watch: 'Watch in',
  rollback: 'Rollback in',
};

const Answer: FC<Release> = ({ id, guidanceRequest, actions }) => {
  const guidance = actions.find(({ action }) => action === 'guidance');
  if (!guidanceRequest) return null;
  const { failedStage, environment, isUnknown, problem } = guidanceRequest;
  return (
    <section class="card decide" aria-labelledby="answer-title">
      <h2 id="answer-title">
        {isUnknown
          ? `Live release in ${environment} unknown.`
          : `${FAILED_STAGE[failedStage]} ${environment} failed.`}{' '}
        How should it continue?
      </h2>
      <p class="bad-text">{problem.message}</p>
      <p class="muted">{problem.next}</p>
      {guidance ? (
        <form method="post" action={`${releasePath(id)}/guidance`}>
          <input type="hidden" name="guidanceRequest" value={guidanceRequest.guidanceRequest} />
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
        <p class="muted">Anyone with the operate role can respond.</p>
      )}
    </section>
  );
};

const CHOICE: Record<NonNullable<Action['choices']>[number]['choice'], string> = {
  retry: 'Retry',
  ignore: 'Continue anyway',
  rollback: 'Roll back',
  fail: 'Fail the release',
};
