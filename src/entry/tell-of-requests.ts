import type { Level, Logger } from 'pino';
import type { FinishedRequest } from '../api/request-observer.ts';

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

/** What was only read is worth no line each time: pages and followers ask again and again. */
function levelOf({ method, status }: Pick<FinishedRequest, 'method' | 'status'>): Level {
  if (status >= 500) return 'warn';
  return method === 'GET' && status < 400 ? 'debug' : 'info';
}
