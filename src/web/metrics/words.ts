/** The words of the metrics page. */
import type { Ratio } from '../../domain/measure/dora.ts';
import type { Share } from '../../domain/measure/lead-time.ts';
import type { Cut } from '../../domain/measure/period.ts';
import { textOf } from './scale.ts';

export const SHARE_NAMES: Readonly<Record<Share, string>> = {
  before: 'before start',
  build: 'build',
  test: 'test',
  staging: 'earlier environments',
  'human-wait': 'approval',
  soak: 'soaking',
  'window-wait': 'deployment window',
  'lock-wait': 'queue',
  deploy: 'deploy',
  verify: 'verify',
};

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A period by its first day: `7 Sep`, or `Sep 2026` for a month. */
export function periodName(day: string, by: Cut): string {
  const [year = '', month, date] = day.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  return by === 'month' ? `${name} ${year}` : `${Number(date)} ${name}`;
}

/** Such as `1 of 3 (33 %)`. */
export function ratioText({
  count,
  of,
  rate,
}: Pick<Ratio, 'count' | 'of'> & { rate?: number | undefined }): string {
  return rate === undefined ? 'no data' : `${count} of ${of} (${textOf('rate', rate)})`;
}
