import type { FC } from 'hono/jsx';
import type { ReleaseNotification } from '../../client/responses.ts';
import { Badge } from '../badge.tsx';
import { counted } from '../counted.ts';
import { releasePath } from '../paths.ts';
import { Ago, At } from '../time.tsx';

type FailedNotification = Extract<ReleaseNotification, { state: 'failed' }>;
type WaitingNotification = Extract<ReleaseNotification, { state: 'waiting' }>;
export type UnsentNotification =
  | FailedNotification
  | (WaitingNotification & { readonly problem: FailedNotification['problem'] });

/** Whether an attempt has failed; a notification without a failed attempt is just on its way. */
export function isUnsent(notification: ReleaseNotification): notification is UnsentNotification {
  return (
    notification.state === 'failed' || (notification.state === 'waiting' && !!notification.problem)
  );
}

interface NotificationsProps {
  readonly id: string;
  readonly notifications: readonly UnsentNotification[];
  readonly mayResend: boolean;
}

/** Failed notifications, with a button to resend each. Without any, there is no card. */
export const Notifications: FC<NotificationsProps> = ({ id, notifications, mayResend }) => (
  <div id="notifications" data-live>
    {notifications.length === 0 ? null : (
      <section class="card" aria-labelledby="notifications-title">
        <h2 id="notifications-title">Failed notifications</h2>
        <ul class="entries">
          {notifications.map((notification) => (
            <li>
              {notification.about} to <strong>{notification.recipient}</strong>,{' '}
              <Ago at={notification.happenedAt} />
              <p class="bad-text">{notification.problem.message}</p>
              {notification.state === 'waiting' ? (
                <Retrying {...notification} />
              ) : (
                <Failed id={id} notification={notification} mayResend={mayResend} />
              )}
            </li>
          ))}
        </ul>
      </section>
    )}
  </div>
);

const Retrying: FC<WaitingNotification> = ({ attempts, nextAttempt }) => (
  <p>
    <Badge tone="wait" text={counted(attempts, 'attempt')} />{' '}
    {nextAttempt === undefined ? null : (
      <>
        next at <At at={nextAttempt} />
      </>
    )}
  </p>
);

const Failed: FC<{ id: string; notification: FailedNotification; mayResend: boolean }> = ({
  id,
  notification,
  mayResend,
}) => (
  <form method="post" action={`${releasePath(id)}/resend`} class="actions">
    <Badge tone="bad" text="failed" />
    {mayResend ? (
      <>
        <input type="hidden" name="notification" value={notification.id} />
        <button aria-label={`Resend ${notification.id}`}>Resend</button>
      </>
    ) : (
      <span class="muted">Anyone with the operate role can resend it.</span>
    )}
  </form>
);
