/** Windows: when an environment may be entered. `src/windows` evaluates them. */

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Opens on these days of every week. */
export interface Opening {
  readonly days: readonly Weekday[];
  /** Minutes since local midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** 1 to 1440; on the next day if it is not after `fromMinute`. */
  readonly toMinute: number;
}

/** Closes from one local time to another: a freeze. */
export interface ClosedPeriod {
  /** Local, without a zone: `2026-12-24T00:00`. */
  readonly from: string;
  /** The first instant after it, written the same way. */
  readonly to: string;
  /** Why, in the operator's words. */
  readonly reason?: string;
}

export interface DeploymentWindow {
  readonly name: string;
  /** An IANA zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Empty: open always, but for the closings. */
  readonly open: readonly Opening[];
  readonly closed: readonly ClosedPeriod[];
}

/** Whether an environment may be entered, and when that changes. */
export interface WindowState {
  readonly open: boolean;
  /** When it opens next, in milliseconds since the Unix epoch; absent while it is open, or if never. */
  readonly nextOpenMs?: number;
  /** When it closes next; absent while it is closed, or if never. */
  readonly nextCloseMs?: number;
  /** One sentence for people: why it is closed. */
  readonly reason?: string;
}
