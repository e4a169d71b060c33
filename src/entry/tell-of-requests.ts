import type { Level, Logger } from 'pino';
import type { FinishedRequest } from '../api/observe.ts';

/** What is asked again and again by machines, and is worth no line each time. */
const ROUTINE = /^\/(health|metrics)(\/|$)/;

/** Makes the function that writes a line for each request that was answered. */
export function tellOfRequests(log: Logger): (request: FinishedRequest) => void {
  return ({ id, durationMs, releases, ...request }) => {
    const about = {
      requestId: id,
      ...request,
      durationMs: Math.round(durationMs),
      ...(releases.length > 0 && { releases }),
    };
    log[levelOf(request)](about, `${request.method} ${request.path} ${request.status}`);
  };
}

function levelOf({ path, status }: Pick<FinishedRequest, 'path' | 'status'>): Level {
  if (status >= 500) return 'warn';
  return ROUTINE.test(path) ? 'debug' : 'info';
}
