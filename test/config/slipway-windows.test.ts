import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { windowsOf } from '../../src/config/windows-of.ts';
import { refusalOf } from './problems.ts';

/** A file with these windows, and production with these keys beside its target. */
function read(windows: string, keys = '') {
  const production = `{ target: { kind: command, deploy: x }${keys} }`;
  return readConfiguration(
    `windows:\n  ${windows}\nservices:\n  hello: { repository: hello, environments: { production: ${production} } }`,
    'slipway.yaml',
    '/srv',
  );
}

const hours = (keys: string) => `hours: { timeZone: Europe/Berlin, ${keys} }`;
const closed = (keys: string) => hours(`closed: [{ ${keys} }]`);

describe('windows', () => {
  test('are read in their order', () => {
    const { windows } = read(
      'office: { timeZone: Europe/Berlin, open: [Mon-Thu 09:00-16:00, Fri 09:00-12:00] }\n  always: { timeZone: UTC }',
    );
    expect(windows).toEqual([
      {
        name: 'office',
        timeZone: 'Europe/Berlin',
        open: [
          { days: ['Mon', 'Tue', 'Wed', 'Thu'], fromMinute: 540, toMinute: 960 },
          { days: ['Fri'], fromMinute: 540, toMinute: 720 },
        ],
        closed: [],
      },
      { name: 'always', timeZone: 'UTC', open: [], closed: [] },
    ]);
  });

  test.each([
    ['Fri-Mon 22:00-06:00', ['Fri', 'Sat', 'Sun', 'Mon'], 1320, 360],
    ['Sun 12:00-24:00', ['Sun'], 720, 1440],
    ['Sun 12:00-00:00', ['Sun'], 720, 1440],
    ['Mon-Mon 00:00-24:00', ['Mon'], 0, 1440],
  ])('W2 may be open %s', (written, days, fromMinute, toMinute) => {
    expect(read(hours(`open: [${written}]`)).windows[0]?.open).toEqual([
      { days, fromMinute, toMinute },
    ]);
  });

  test.each([
    ['from: 2026-12-24, to: 2026-12-26', '2026-12-24T00:00', '2026-12-27T00:00'],
    ['from: 2026-12-24, to: 2026-12-24', '2026-12-24T00:00', '2026-12-25T00:00'],
    ['from: 2028-02-29, to: 2028-02-29', '2028-02-29T00:00', '2028-03-01T00:00'],
    ['from: 2026-12-31T18:00, to: 2026-12-31', '2026-12-31T18:00', '2027-01-01T00:00'],
    ['from: 2026-12-31, to: 2026-12-31T18:00', '2026-12-31T00:00', '2026-12-31T18:00'],
    ['from: 2999-12-31, to: 2999-12-31', '2999-12-31T00:00', '3000-01-01T00:00'],
  ])('W1 may be closed %s', (written, from, to) => {
    expect(read(closed(written)).windows[0]?.closed).toEqual([{ from, to }]);
  });

  test('W3 keep the reason of a closed period', () => {
    const text = closed('from: 2026-12-24, to: 2026-12-26, reason: holidays');
    expect(read(text).windows[0]?.closed[0]?.reason).toBe('holidays');
  });

  test('W2 accept every known time zone, and each has a clock', () => {
    const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
    const lines = zones.map((timeZone, index) => `z${index}: { timeZone: ${timeZone} }`);
    const { windows } = read(lines.join('\n  '));
    expect(windows.map(({ timeZone }) => timeZone)).toEqual(zones);
    const epoch = Temporal.Instant.fromEpochMilliseconds(0);
    for (const { timeZone } of windows) epoch.toZonedDateTimeISO(timeZone);
  });
});

describe('a window is refused at its place', () => {
  const OPENING = 'windows.hours.open.0: found';
  const CLOSING = 'windows.hours.closed.0';
  test.each([
    [
      'an unknown zone',
      'hours: { timeZone: Europe/Berln }',
      '2:22: windows.hours.timeZone: found "Europe/Berln", expected an IANA time zone such as Europe/Berlin',
    ],
    [
      'an offset',
      'hours: { timeZone: "+02:00" }',
      'timeZone: found "+02:00", expected an IANA time zone',
    ],
    [
      'an abbreviation',
      'hours: { timeZone: PST }',
      'timeZone: found "PST", expected an IANA time zone',
    ],
    ['no zone', 'hours: {}', 'windows.hours.timeZone: found nothing, expected a text'],
    [
      'a bad day',
      hours('open: [Mun 09:00-16:00]'),
      `${OPENING} "Mun 09:00-16:00", expected days such as Mon or Mon-Thu instead of Mun`,
    ],
    [
      'a bad time',
      hours('open: [Mon 09:00-25:00]'),
      `${OPENING} "Mon 09:00-25:00", expected times from 00:00 to 24:00 such as 09:00-16:00 instead of 09:00-25:00`,
    ],
    ['a time without a zero', hours('open: [Mon 9:00-12:00]'), 'instead of 9:00-12:00'],
    ['24:00 as a beginning', hours('open: [Mon 24:00-02:00]'), 'instead of 24:00-02:00'],
    ['24:01', hours('open: [Mon 09:00-24:01]'), 'instead of 09:00-24:01'],
    ['no times', hours('open: [Mon]'), `${OPENING} "Mon", expected days and times such as`],
    ['no days', hours('open: [09:00-16:00]'), 'expected days and times such as Mon-Thu'],
    ['no openings', hours('open: []'), 'open: found an empty list, expected at least 1'],
    [
      '29 February of a common year',
      closed('from: 2027-02-29, to: 2027-03-01'),
      `${CLOSING}.from: found "2027-02-29", expected a day that exists in its month`,
    ],
    [
      '31 April',
      closed('from: 2027-04-01, to: 2027-04-31'),
      `${CLOSING}.to: found "2027-04-31", expected a day that exists in its month`,
    ],
    [
      'a month too many',
      closed('from: 2026-13-01, to: 2026-12-31'),
      `${CLOSING}.from: found "2026-13-01", expected a date such as 2026-12-24`,
    ],
    [
      'a bad time of a day',
      closed('from: 2026-12-24T24:00, to: 2026-12-31'),
      `${CLOSING}.from: found "2026-12-24T24:00", expected a date such as`,
    ],
    [
      'a last day before the first',
      closed('from: 2026-12-24, to: 2026-12-23'),
      `${CLOSING}.to: found "2026-12-23", expected 2026-12-24 or a later day`,
    ],
    [
      'an end at the beginning',
      closed('from: 2026-12-24T18:00, to: 2026-12-24T18:00'),
      `${CLOSING}.to: found "2026-12-24T18:00", expected a time after 2026-12-24T18:00`,
    ],
    ['no end', closed('from: 2026-12-24'), `${CLOSING}.to: found nothing, expected a text`],
    ['a key of another file', hours('opens: []'), 'found an unknown key, expected open'],
  ])('%s', (_, windows, line) => {
    const { code, lines } = refusalOf(() => read(windows));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(line);
  });
});

describe('the windows of an environment', () => {
  const two = 'office: { timeZone: UTC }\n  nights: { timeZone: UTC }';

  test('are names of windows, in the plan only if there are any', () => {
    const planOf = (keys: string) => read(two, keys).services['hello']?.environments[0];
    expect(planOf(', windows: [nights]')?.windows).toEqual(['nights']);
    expect(planOf(', windows: []')).not.toHaveProperty('windows');
    expect(planOf('')).not.toHaveProperty('windows');
  });

  test('W4 are looked up in the current configuration', () => {
    const configuration = read(two, ', windows: [nights, office]');
    const names = windowsOf(configuration, 'hello', 'production')?.map(({ name }) => name);
    expect(names).toEqual(['nights', 'office']);
    expect(windowsOf(read(two), 'hello', 'production')).toEqual([]);
    expect(windowsOf(configuration, 'hello', 'staging')).toBeUndefined();
    expect(windowsOf(configuration, 'constructor', 'production')).toBeUndefined();
  });

  test.each([
    [two, '[nigts]', 'windows.0: found nigts, expected a window of this file: nights'],
    [two, '[zzzzzz]', 'found zzzzzz, expected a window of this file: office or nights'],
    [two, '[office, office]', 'windows.1: found office a second time, expected each window once'],
    ['{}', '[office]', 'expected a window of this file: there is none under windows'],
  ])('S3 with windows %j may not be %s', (defined, windows, line) => {
    const { code, lines } = refusalOf(() => read(defined, `, windows: ${windows}`));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`services.hello.environments.production.`);
    expect(lines[0]).toContain(line);
  });
});
