import { describe, expect, test } from 'vitest';
import type {
  ClosedPeriod,
  DeploymentWindow,
  Opening,
  Weekday,
} from '../../src/domain/environment/deployment-window.ts';
import { windowState } from '../../src/windows/evaluate.ts';

const ALL: readonly Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Such as `opening('09:00-16:00', 'Mon')`; on every day where none is named. */
function opening(times: string, ...days: Weekday[]): Opening {
  const [fromMinute = 0, toMinute = 0] = times.split('-').map(minuteOf);
  return { days: days.length > 0 ? days : ALL, fromMinute, toMinute };
}

function window(timeZone: string, open: readonly Opening[], closed: readonly ClosedPeriod[] = []) {
  return { name: 'hours', timeZone, open, closed } satisfies DeploymentWindow;
}

/** The state at an instant, with what comes next as text. */
function at(instant: string, ...windows: readonly DeploymentWindow[]) {
  const state = windowState(windows, Date.parse(instant));
  const next = state.open ? state.nextCloseMs : state.nextOpenMs;
  return [state.open, next === undefined ? undefined : new Date(next).toISOString().slice(0, 16)];
}

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';

describe('a window across a change of the clocks', () => {
  test.each([
    // Berlin: 02:00 to 03:00 on 2026-03-29 does not exist, and comes twice on 2026-10-25.
    [BERLIN, '02:30-05:00', '2026-03-29T00:59Z', false, '2026-03-29T01:00'],
    [BERLIN, '01:00-02:30', '2026-03-29T00:30Z', true, '2026-03-29T01:00'],
    [BERLIN, '02:10-02:50', '2026-03-29T00:30Z', false, '2026-03-30T00:10'],
    [BERLIN, '02:30-05:00', '2026-10-25T00:29Z', false, '2026-10-25T00:30'],
    [BERLIN, '02:30-05:00', '2026-10-25T00:45Z', true, '2026-10-25T04:00'],
    [BERLIN, '01:00-02:30', '2026-10-25T00:29Z', true, '2026-10-25T00:30'],
    [BERLIN, '01:00-02:30', '2026-10-25T01:15Z', false, '2026-10-26T00:00'],
    [BERLIN, '09:00-16:00', '2026-03-28T20:00Z', false, '2026-03-29T07:00'],
    [BERLIN, '09:00-16:00', '2026-10-24T20:00Z', false, '2026-10-25T08:00'],
    // New York: 2026-03-08 and 2026-11-01, at 02:00.
    [NEW_YORK, '02:30-05:00', '2026-03-08T06:59Z', false, '2026-03-08T07:00'],
    [NEW_YORK, '01:30-03:00', '2026-11-01T05:00Z', false, '2026-11-01T05:30'],
    [NEW_YORK, '00:00-01:30', '2026-11-01T05:29Z', true, '2026-11-01T05:30'],
    [NEW_YORK, '00:00-01:30', '2026-11-01T06:00Z', false, '2026-11-02T05:00'],
    // Lord Howe changes by half an hour: 2026-04-05 and 2026-10-04, at 02:00.
    [LORD_HOWE, '02:15-05:00', '2026-10-03T15:29Z', false, '2026-10-03T15:30'],
    [LORD_HOWE, '02:10-02:20', '2026-10-03T15:00Z', false, '2026-10-04T15:10'],
    [LORD_HOWE, '01:45-05:00', '2026-04-04T14:44Z', false, '2026-04-04T14:45'],
    [LORD_HOWE, '00:00-01:45', '2026-04-04T15:00Z', false, '2026-04-05T13:30'],
    // Santiago has no midnight on 2026-09-06.
    ['America/Santiago', '00:00-04:00', '2026-09-06T03:59Z', false, '2026-09-06T04:00'],
  ])('W2 %s %s at %s: open %s, then %s', (timeZone, times, instant, isOpen, next) => {
    expect(at(instant, window(timeZone, [opening(times)]))).toEqual([isOpen, next]);
  });
});

describe('the days and times of a window', () => {
  const night = window('UTC', [opening('22:00-06:00', 'Fri')]);
  test.each([
    ['an evening', night, '2026-11-27T22:00Z', true, '2026-11-28T06:00'],
    ['the morning after', night, '2026-11-28T05:59Z', true, '2026-11-28T06:00'],
    ['its end', night, '2026-11-28T06:00Z', false, '2026-12-04T22:00'],
    ['another night', night, '2026-11-27T05:00Z', false, '2026-11-27T22:00'],
    [
      'Sunday into Monday',
      window('UTC', [opening('22:00-06:00', 'Sun')]),
      '2026-11-30T01:00Z',
      true,
      '2026-11-30T06:00',
    ],
    [
      'up to 24:00, and on from 00:00',
      window('UTC', [opening('12:00-24:00', 'Thu'), opening('00:00-08:00', 'Fri')]),
      '2026-11-26T13:00Z',
      true,
      '2026-11-27T08:00',
    ],
    [
      'a whole week',
      window(BERLIN, [opening('00:00-24:00')]),
      '2026-11-26T13:00Z',
      true,
      undefined,
    ],
    [
      '29 February',
      window('UTC', [opening('09:00-10:00', 'Tue')]),
      '2028-02-28T12:00Z',
      false,
      '2028-02-29T09:00',
    ],
    [
      'the end of a year',
      window('UTC', [opening('22:00-02:00', 'Thu')]),
      '2026-12-31T23:59Z',
      true,
      '2027-01-01T02:00',
    ],
  ])('W2 %s', (_, hours, instant, isOpen, next) => {
    expect(at(instant, hours)).toEqual([isOpen, next]);
  });

  test('W1 the instant of the opening is open, that of the closing is closed', () => {
    const hours = window('UTC', [opening('09:00-16:00', 'Mon')]);
    const states = ['08:59:59.999', '09:00', '15:59:59.999', '16:00'].map(
      (time) => at(`2026-11-30T${time}Z`, hours)[0],
    );
    expect(states).toEqual([false, true, true, false]);
  });
});

describe('a closed period', () => {
  const holidays = { from: '2026-12-24T00:00', to: '2026-12-27T00:00', reason: 'holidays.' };
  const frozen = window(BERLIN, [opening('09:00-16:00')], [holidays]);

  test.each([
    ['before it', window(BERLIN, [], [holidays]), '2026-12-23T22:59Z', true, '2026-12-23T23:00'],
    ['in it', window(BERLIN, [], [holidays]), '2026-12-25T12:00Z', false, '2026-12-26T23:00'],
    ['after it', window(BERLIN, [], [holidays]), '2026-12-26T23:00Z', true, undefined],
    ['until the hours after it', frozen, '2026-12-25T12:00Z', false, '2026-12-27T08:00'],
    [
      'within the hours',
      window(
        'UTC',
        [opening('09:00-16:00')],
        [{ from: '2026-12-24T11:00', to: '2026-12-24T12:00' }],
      ),
      '2026-12-24T10:00Z',
      true,
      '2026-12-24T11:00',
    ],
    [
      'on 29 February',
      window('UTC', [], [{ from: '2028-02-29T00:00', to: '2028-03-01T00:00' }]),
      '2028-02-29T12:00Z',
      false,
      '2028-03-01T00:00',
    ],
    [
      'of years',
      window('UTC', [], [{ from: '2026-01-01T00:00', to: '2030-01-01T00:00' }]),
      '2026-06-01T00:00Z',
      false,
      undefined,
    ],
    [
      'that begins at a time which does not exist',
      window(BERLIN, [], [{ from: '2026-03-29T02:30', to: '2026-03-29T05:00' }]),
      '2026-03-29T00:59Z',
      true,
      '2026-03-29T01:00',
    ],
  ])('W1 %s', (_, windowOf, instant, isOpen, next) => {
    expect(at(instant, windowOf)).toEqual([isOpen, next]);
  });

  test('W3 is named with its reason, before the weekly hours', () => {
    const { reason } = windowState([frozen], Date.parse('2026-12-25T02:00Z'));
    expect(reason).toBe('hours is closed until 2026-12-27 00:00 (Europe/Berlin): holidays.');
  });

  test('W3 of several, the one that ends last is named', () => {
    const outage = { from: '2026-12-25T00:00', to: '2027-01-02T00:00' };
    const both = window(BERLIN, [], [holidays, outage]);
    const { reason } = windowState([both], Date.parse('2026-12-25T12:00Z'));
    expect(reason).toBe('hours is closed until 2027-01-02 00:00 (Europe/Berlin).');
  });
});

describe('several windows', () => {
  const early = { ...window('UTC', [opening('08:00-12:00')]), name: 'early' };
  const late = { ...window('UTC', [opening('11:00-15:00')]), name: 'late' };

  test.each([
    ['one is open', '2026-11-24T09:00Z', false, '2026-11-24T11:00'],
    ['both are open', '2026-11-24T11:00Z', true, '2026-11-24T12:00'],
    ['the other is open', '2026-11-24T12:00Z', false, '2026-11-25T11:00'],
  ])('W1 are open when all are: %s', (_, instant, isOpen, next) => {
    expect(at(instant, early, late)).toEqual([isOpen, next]);
    expect(at(instant, late, early)).toEqual([isOpen, next]);
  });

  test('W1 never open if they are never open together', () => {
    const never = window('UTC', [opening('16:00-17:00')]);
    expect(at('2026-11-24T09:00Z', early, never)).toEqual([false, undefined]);
  });

  test('W3 name the closed ones only', () => {
    const say = (instant: string) => windowState([early, late], Date.parse(instant)).reason;
    expect(say('2026-11-24T09:00Z')).toBe('late is open Mon-Sun 11:00-15:00 (UTC).');
    expect(say('2026-11-24T20:00Z')).toBe(
      'early is open Mon-Sun 08:00-12:00 (UTC); late is open Mon-Sun 11:00-15:00 (UTC).',
    );
    expect(say('2026-11-24T11:00Z')).toBeUndefined();
  });

  test('W3 have a reason that fits a timer of Temporal', () => {
    const many = Array.from({ length: 20 }, () => early);
    const { reason = '' } = windowState(many, Date.parse('2026-11-24T20:00Z'));
    expect(reason).toHaveLength(200);
    expect(reason.endsWith('…')).toBe(true);
  });

  test('W1 are always open if there are none', () => {
    expect(windowState([], 0)).toEqual({ open: true });
  });
});

test('W3 a change in more than 400 days is not reported', () => {
  const ends = (to: string) => window('UTC', [], [{ from: '2026-01-01T00:00', to }]);
  expect(at('2026-01-01T00:00Z', ends('2027-02-05T00:00'))).toEqual([false, '2027-02-05T00:00']);
  expect(at('2026-01-01T00:00Z', ends('2027-02-05T00:01'))).toEqual([false, undefined]);
});

test('an unknown time zone is an error', () => {
  expect(() => windowState([window('Europe/Berln', [])], 0)).toThrow(RangeError);
});
