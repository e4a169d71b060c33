/** CloudEvents 1.0 that carry CDEvents 0.5, as JSON. */
import type { ReleaseInput } from '../release/release.ts';
import { typeOf } from './event-name.ts';
import type { OutgoingEvent } from './outgoing-event.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same whenever the event is sent again. */
  readonly id: string;
  /** The address of the Slipway that sends it. */
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The trace that the release was started in. */
  readonly traceparent?: string;
  readonly data: CdEvent;
}

/** https://github.com/cdevents/spec */
export interface CdEvent {
  readonly context: {
    readonly specversion: '0.5.1';
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly timestamp: string;
    /** The fields that all events of a release have. */
    readonly chainId: string;
  };
  readonly subject: { readonly id: string; readonly content: OutgoingEvent['content'] };
  readonly customData: Readonly<Record<string, unknown>>;
}

/**
 * Makes the CloudEvent of an event of a release.
 *
 * @param id unique, and made of the history alone, so that it is the same again
 */
export function cloudEvent(
  { name, subject, content, custom }: OutgoingEvent,
  { id, atMs, input }: { readonly id: string; readonly atMs: number; readonly input: ReleaseInput },
): CloudEvent {
  const { service, commit, ref, author, startedBy, url, traceparent } = input;
  const [type, source, time] = [typeOf(name), sourceOf(url), new Date(atMs).toISOString()];
  const about = {
    id: input.id,
    service,
    commit,
    ...(ref !== undefined && { ref }),
    author,
    startedBy,
  };
  return {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data: {
      context: { specversion: '0.5.1', id, source, type, timestamp: time, chainId: input.id },
      subject: { id: subject, content },
      customData: { release: { ...about, url }, ...custom },
    },
  };
}

/** The address of Slipway in the address of a release. */
function sourceOf(releaseUrl: string): string {
  return releaseUrl.replace(/\/(ui\/)?releases\/[^/]*$/, '');
}
