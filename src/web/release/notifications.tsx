import type { FC } from 'hono/jsx';
import type { ReleaseNotification } from '../../client/responses.ts';
import { Badge } from '../badge.tsx';
import { releasePath } from '../paths.ts';
import { Ago, At } from '../time.tsx';

type Lost = Extract<ReleaseNotification, { state: 'failed' }>;
type Waiting = Extract<ReleaseNotification, { state: 'waiting' }>;
export type UnsentNotification = Lost | (Waiting & { readonly problem: Lost['problem'] });

/** Whether somebody should have been told already: what was never tried in vain is on its way. */
export function late(notification: ReleaseNotification): notification is UnsentNotification {
  return (
    notification.state === 'failed' || (notification.state === 'waiting' && !!notification.problem)
  );
}

interface NotificationsProps {
  readonly id: string;
  readonly notifications: readonly UnsentNotification[];
  readonly mayResend: boolean;
}

/** Whom it has told in vain, and how to send it again. Nothing is there where all have heard. */
export const Notifications: FC<NotificationsProps> = ({ id, notifications, mayResend }) => (
  <div id="notifications" data-live>
    {notifications.length === 0 ? null : (
      <section class="card" aria-labelledby="notifications-title">
        <h2 id="notifications-title">Failed notifications</h2>
        <ul class="people">
          {notifications.map((notification) => (
            <li>
              {notification.about} to <strong>{notification.recipient}</strong>,{' '}
              <Ago at={notification.happenedAt} />
              <p class="bad-text">{notification.problem.message}</p>
              {notification.state === 'waiting' ? (
                <Waits {...notification} />
              ) : (
                <GivenUp id={id} lost={notification} mayResend={mayResend} />
              )}
            </li>
          ))}
        </ul>
      </section>
    )}
  </div>
);

const Waits: FC<Waiting> = ({ attempts, nextAttempt }) => (
  <p>
    <Badge tone="wait" text={attempts === 1 ? '1 attempt' : `${attempts} attempts`} />{' '}
    {nextAttempt === undefined ? null : (
      <>
        next at <At at={nextAttempt} />
      </>
    )}
  </p>
);

const GivenUp: FC<{ id: string; lost: Lost; mayResend: boolean }> = ({ id, lost, mayResend }) => (
  <form method="post" action={`${releasePath(id)}/resend`} class="actions">
    <Badge tone="bad" text="failed" />
    {mayResend ? (
      <>
        <input type="hidden" name="notification" value={lost.id} />
        <button aria-label={`Resend ${lost.id}`}>Resend</button>
      </>
    ) : (
      <span class="muted">Anyone with the operate role can resend it.</span>
    )}
  </form>
);
