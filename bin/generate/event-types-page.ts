import { EVENT_NAMES, type EventName, typeOf, whenOf } from '../../src/domain/notify/event-name.ts';
import { notificationsFor } from '../../src/domain/notify/notification.ts';
import { everything, history } from '../../test/support/stories.ts';
import { GENERATED } from './markdown.ts';

const RUN = 'a7c0a1f4-3f0b-4c88-9c3c-1f2b6d1f5a10';
const ALL = [
  { kind: 'webhook', name: 'webhook', url: '', secret: { env: 'HOOK_SECRET' } },
] as const;

/** Writes the page that has an example of every event. */
export function eventTypesPage(): string {
  return [
    GENERATED,
    '# Event types',
    'Every event that a webhook can get, under its name in `events` of a recipient, with an example. [events.md](events.md) explains their common fields and how they are sent.',
    ...EVENT_NAMES.map(section),
    '',
  ].join('\n\n');
}

function section(name: EventName): string {
  return [
    `## ${name}`,
    `\`${typeOf(name)}\``,
    whenOf(name),
    `\`\`\`json\n${JSON.stringify(exampleOf(name), undefined, 2)}\n\`\`\``,
  ].join('\n\n');
}

/** @throws Error if no release of the examples tells it */
function exampleOf(name: EventName) {
  const notifications = everything.flatMap((way) =>
    notificationsFor(history(...way), { after: 0, runId: RUN, recipients: ALL }),
  );
  const notification = notifications.find(({ about }) => about === name);
  if (notification?.message.kind !== 'webhook') throw new Error(`no example of ${name}`);
  return notification.message.event;
}
