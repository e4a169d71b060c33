import type { FinishedRequest } from './request-observer.ts';

type Level = 'debug' | 'info' | 'warn';

/** The part of a pino logger that is needed. */
export type RequestLog = Readonly<Record<Level, (fields: object, message: string) => void>>;

/** Makes the function that writes a log line for each finished request. */
export function logRequests(log: RequestLog): (request: FinishedRequest) => void {
  return ({ id, durationMs, releases, ...request }) => {
    const fields = {
      requestId: id,
      ...request,
      durationMs: Math.round(durationMs),
      ...(releases.length > 0 && { releases }),
    };
    log[levelOf(request)](fields, `${request.method} ${request.path} ${request.status}`);
  };
}

/** Successful reads are `debug`: pages and followers ask again and again. */
function levelOf({ method, status }: Pick<FinishedRequest, 'method' | 'status'>): Level {
  if (status >= 500) return 'warn';
  return method === 'GET' && status < 400 ? 'debug' : 'info';
}
