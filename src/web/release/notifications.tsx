import type { FC } from 'hono/jsx';
import type { Delivery } from '../answers.ts';
import { Badge } from '../badge.tsx';
import { releasePath } from '../paths.ts';
import { Ago, At } from '../time.tsx';

type Lost = Extract<Delivery, { state: 'failed' }>;
type Waiting = Extract<Delivery, { state: 'waiting' }>;
export type UnsentNotification = Lost | (Waiting & { readonly problem: Lost['problem'] });

/** Whether somebody should have been told already: what was never tried in vain is on its way. */
export function late(notification: Delivery): notification is UnsentNotification {
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
        <h2 id="notifications-title">Others were not told</h2>
        <ul class="people">
          {notifications.map((notification) => (
            <li>
              <strong>{notification.recipient}</strong> of {notification.about}{' '}
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
    <Badge tone="wait" text={attempts === 1 ? 'tried once' : `tried ${attempts} times`} />{' '}
    {nextAttempt === undefined ? null : (
      <>
        again <At at={nextAttempt} />
      </>
    )}
  </p>
);

const GivenUp: FC<{ id: string; lost: Lost; mayResend: boolean }> = ({ id, lost, mayResend }) => (
  <form method="post" action={`${releasePath(id)}/resend`} class="actions">
    <Badge tone="bad" text="given up" />
    {mayResend ? (
      <>
        <input type="hidden" name="approval" value={lost.id} />
        <button aria-label={`Send ${lost.id} again`}>Send again</button>
      </>
    ) : (
      <span class="muted">Who has the role operate can send it again.</span>
    )}
  </form>
);
