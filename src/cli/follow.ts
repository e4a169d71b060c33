import { endLine, eventLine, type StreamedEvent } from './event-lines.ts';
import { followRelease, withLulls } from './event-stream.ts';
import { EXIT, EXIT_OF_OUTCOME, type ExitCode } from './exit-codes.ts';
import { readRelease } from './find-release.ts';
import { hasWorker, NO_WORKER } from './health.ts';
import { printable } from './printable.ts';
import { waitDetails } from './release-lines.ts';
import type { Session } from './session.ts';
import { between, clock, localDay } from './times.ts';

/** What is told at once belongs together: only after it does it help to say what to type. */
const LULL_MS = 300;

/**
 * Tells everything that happens to a release, from its start to its end.
 *
 * @returns the exit code for how it has ended
 */
export async function followUntilEnd(session: Session, id: string): Promise<ExitCode> {
  const teller = session.json ? jsonTeller(session) : lineTeller(session, id);
  for await (const event of withLulls(followRelease(session, id), LULL_MS)) {
    if (!event) await teller.silent();
    else await teller.tell(event);
    if (event?.outcome) return EXIT_OF_OUTCOME[event.outcome];
  }
  return EXIT.done;
}

interface Teller {
  tell(event: StreamedEvent): Promise<void>;
  /** Nothing happens for a while. */
  silent(): Promise<void>;
}

/** One JSON object a line. */
function jsonTeller({ terminal }: Session): Teller {
  return {
    tell: (event) => terminal.out(`${JSON.stringify(event)}\n`),
    silent: async () => {},
  };
}

function lineTeller(session: Session, id: string): Teller {
  const { terminal, paint } = session;
  const begun = new Map<string, string>();
  let day = '';
  let startedAt = '';
  let isWaiting = false;
  let failed: string | undefined;
  const say = (lines: readonly string[]) => terminal.out(lines.map((line) => `${line}\n`).join(''));
  return {
    async tell(raw) {
      const event = printable(raw);
      const { kind, at, step = '' } = event;
      isWaiting = event.waitingFor !== undefined;
      if (event.state === 'failed') failed = step;
      // A step that no worker has begun has ended by itself.
      if (kind === 'step-queued' || kind === 'step-started') begun.set(step, at);
      if (kind === 'started') startedAt = at;
      if (localDay(at) !== day) {
        day = localDay(at);
        await say([paint.quiet(`${day}  ${paint.strong(id)}`)]);
      }
      const margin = `${paint.quiet(clock(at))}  `;
      if (kind === 'ended') {
        const [line = '', ...more] = endLine(event, paint);
        const log = failed === undefined ? [] : [`log: ${session.command('logs', id, failed)}`];
        const took = ` after ${between(startedAt, at)}`;
        return say([margin + line + took, ...[...more, ...log].map(indented)]);
      }
      const words = eventLine(event, begun.get(step) ?? at, paint);
      if (words !== undefined) await say([margin + words]);
    },
    async silent() {
      if (!(await hasWorker(session))) terminal.note(NO_WORKER);
      if (isWaiting) await say((await detailsNow(session, id)).map(indented));
    },
  };
}

/** What can be done about it now; nothing, if that cannot be told just now. */
async function detailsNow(session: Session, id: string): Promise<string[]> {
  try {
    return waitDetails(session, printable(await readRelease(session, id)));
  } catch {
    return [];
  }
}

function indented(line: string): string {
  return `          ${line}`;
}
