/** Times that are measured, one after another. */

export type Cut = 'day' | 'week' | 'month';

/** Days that are cut into periods: `YYYY-MM-DD` on the clocks of the zone, both inside. */
export interface Days {
  /** Absent: so that there are 30 days, 12 weeks or 12 months. */
  readonly from?: string;
  /** Absent: today. */
  readonly to?: string;
  /** Weeks start on Monday. */
  readonly by: Cut;
  /** An IANA zone that exists, such as `Europe/Berlin`. */
  readonly zone: string;
}

/** From the first instant, which is inside, to the last, which is not; since the Unix epoch. */
export interface Period {
  /** `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** It is inside as well. */
  readonly lastDay: string;
  readonly fromMs: number;
  readonly toMs: number;
}
