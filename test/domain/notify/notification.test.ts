import { describe, expect, it, test } from 'vitest';
import { EVENT_NAMES, typeOf } from '../../../src/domain/notify/event-name.ts';
import { notificationsFor } from '../../../src/domain/notify/notification.ts';
import type { Recipient, WebhookRecipient } from '../../../src/domain/notify/recipient.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { problemsBySpec, problemsOf, SCHEMAS_OF_THE_SPEC } from '../../support/cdevents.ts';
import { expectCloudEvent } from '../../support/cloudevents.ts';
import { INPUT } from '../../support/plan.ts';
import {
  asked,
  begun,
  everything,
  history,
  succeeded,
  voted,
  waiting,
} from '../../support/stories.ts';

const AUDIT: WebhookRecipient = {
  kind: 'webhook',
  name: 'audit',
  url: 'https://audit.example.com',
  secret: { env: 'AUDIT_SECRET' },
};
const about = (
  happenings: readonly ReleaseEventBody[],
  recipients: readonly Recipient[],
  after = 0,
) => notificationsFor(history(...happenings), { after, runId: 'run-1', recipients });
const eventsOf = (happenings: readonly ReleaseEventBody[]) =>
  about(happenings, [AUDIT]).flatMap(({ message }) =>
    message.kind === 'webhook' ? [message.event] : [],
  );

describe('the events', () => {
  const events = everything.flatMap((way) => eventsOf(way));

  it('are of every type that there is', () => {
    const types = new Set(events.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(EVENT_NAMES.map(typeOf).toSorted());
  });

  it('are CloudEvents, each with the CDEvent that it carries', () => {
    for (const event of events) expectCloudEvent(event);
  });

  it('are CDEvents as the specification has them', () => {
    for (const { data } of events) expect(problemsOf(data), data.context.type).toEqual([]);
  });

  test.skipIf(SCHEMAS_OF_THE_SPEC === undefined)('pass the schemas of the specification', () => {
    const problems = problemsBySpec(SCHEMAS_OF_THE_SPEC ?? '');
    for (const { data } of events) expect(problems(data), data.context.type).toEqual([]);
  });

  it('all name the release, and where it is found', () => {
    for (const { data, source } of events) {
      expect(source).toBe('http://127.0.0.1:3000');
      expect(data.context.chainId).toBe(INPUT.id);
      expect(data.customData['release']).toMatchObject({
        id: INPUT.id,
        service: 'hello',
        commit: INPUT.commit,
        url: INPUT.url,
      });
    }
  });
});

it('an event has an id of its own, which is the same whenever it is written', () => {
  const events = eventsOf(succeeded);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(eventsOf(succeeded)).toEqual(events);
  expect(events[0]?.id).toBe('run-1-3');
});

it('two things that one event of the history tells have different ids', () => {
  const [, , , built, packaged] = about(succeeded, [AUDIT]);
  expect([built?.id, packaged?.id]).toEqual(['12.audit', '12-2.audit']);
});

it('carries the trace in which the release was started', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const [event] = eventsOf([{ kind: 'started', input: { ...INPUT, traceparent } }]);
  expect(event).toMatchObject({ traceparent });
});

it('letters begin after what was read before', () => {
  const [first] = history(...succeeded);
  const all = about(succeeded, [AUDIT]);
  expect(about(succeeded, [AUDIT], first?.id)).toEqual(all.slice(1));
  expect(about(begun, [AUDIT], 1_000)).toEqual([]);
});

it('a recipient gets the events that it asks for, and no others', () => {
  const some: Recipient = { ...AUDIT, name: 'some', events: ['approval.created'] };
  const notifications = about([...waiting, asked(), voted()], [some]);
  expect(notifications.map(({ about: what, recipient }) => [recipient, what])).toEqual([
    ['some', 'approval.created'],
  ]);
});
