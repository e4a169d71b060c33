import type { FC } from 'hono/jsx';
import { type ErrorCode, ERRORS } from '../../domain/errors.ts';
import type { Release } from '../../client/responses.ts';
import { Folded, Reason } from '../fields.tsx';
import { releasePath } from '../paths.ts';

type Action = Release['actions'][number];

/** Approve, reject or withdraw, each with its effect; or why the reader cannot approve. */
export const Approval: FC<Release> = ({ id, actions, approvalRequest }) => {
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

const Approve: FC<VoteProps> = ({ id, approvalRequest, action }) => {
  const { does, refused, environment } = action;
  if (refused)
    return (
      <p class="muted">
        You cannot approve this release: {whyRefused(refused, environment)}. {ERRORS[refused].next}
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

/** The rule that refuses the vote, for the user it is about. */
const REFUSED_BECAUSE: Partial<Record<ErrorCode, string>> = {
  SELF_APPROVAL: 'you started it or wrote one of its commits',
  NOT_ELIGIBLE: 'you are not in a group that must approve',
  USERS_ONLY: 'only users can vote',
  GATE_CLOSED: 'the approval has expired',
};

function whyRefused(code: ErrorCode, environment = 'this environment'): string {
  if (code === 'FORBIDDEN') return `you do not have the approve role for ${environment}`;
  return REFUSED_BECAUSE[code] ?? code;
}

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
