import type { ReleaseInput } from '../domain/release.ts';
import { handleNotices, type Notices } from './notices.ts';
import { handleOrders, type Orders } from './orders.ts';
import type { Recorder } from './recorder.ts';

/** What others have told this release while it waited, and what people have ordered. */
export type Inbox = Notices & Orders;

/** Takes in what is sent to a release. Call it before the first `await`. */
export function handleInbox(input: ReleaseInput, recorder: Recorder): Inbox {
  return { ...handleNotices(), ...handleOrders(input, recorder) };
}
