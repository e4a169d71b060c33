import { expect } from 'vitest';
import type { CloudEvent } from '../../src/domain/notify/cloud-event.ts';

/** Checks what CloudEvents 1.0 says of an event in structured mode, and its binding to CDEvents. */
export function expectCloudEvent(event: CloudEvent): void {
  const { data, ...attributes } = event;
  expect(attributes).toMatchObject({
    specversion: '1.0',
    id: data.context.id,
    source: data.context.source,
    type: data.context.type,
    subject: data.subject.id,
    time: data.context.timestamp,
    datacontenttype: 'application/json',
  });
  // Names of attributes are small letters and digits, at most 20.
  for (const name of Object.keys(attributes)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  // Text of attributes has no control characters.
  // oxlint-disable-next-line no-control-regex
  for (const value of Object.values(attributes)) expect(value).not.toMatch(/[\u0000-\u001f\u007f]/);
  expect(Date.parse(event.time)).not.toBeNaN();
}
