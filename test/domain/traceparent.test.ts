import { expect, test } from 'vitest';
import { traceparentOf } from '../../src/domain/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

test.each([
  [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-01`],
  [`00-${TRACE}-${PARENT}-00`, `00-${TRACE}-${PARENT}-00`],
  // Later versions are read as far as this one goes.
  [`cc-${TRACE}-${PARENT}-ff-what-comes-then`, `00-${TRACE}-${PARENT}-01`],
  [`cc-${TRACE}-${PARENT}-02`, `00-${TRACE}-${PARENT}-00`],
])('the traceparent %s is handed on as %s', (text, expected) => {
  expect(traceparentOf(text)).toBe(expected);
});

test.each([
  '',
  TRACE,
  `00-${TRACE}-${PARENT}`,
  `00-${TRACE}-${PARENT}-01-more`,
  `ff-${TRACE}-${PARENT}-01`,
  `cc-${TRACE}-${PARENT}-01more`,
  `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  `00-${'0'.repeat(32)}-${PARENT}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${PARENT}-01\n`,
])('what is no traceparent is ignored: %j', (text) => {
  expect(traceparentOf(text)).toBeUndefined();
});
