/** Says hello, and which commit says it. */
import { readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/** @param {{version: string, commit: string}} release */
export function createHello(release) {
  return createServer((request, response) => {
    const answer = (status, type, body) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (request.method !== 'GET') return answer(405, 'text/plain', 'Only GET.\n');
    if (request.url === '/')
      return answer(
        200,
        'text/plain',
        `Hello! This is ${release.version}, commit ${release.commit}.\n`,
      );
    if (request.url === '/healthz')
      return answer(
        200,
        'application/json',
        JSON.stringify({ status: 'ok', pid: process.pid, ...release }),
      );
    return answer(404, 'text/plain', 'There is nothing here.\n');
  });
}

const file = fileURLToPath(import.meta.url);
if (process.argv[1] && realpathSync(process.argv[1]) === file) {
  const release = JSON.parse(readFileSync(new URL('release.json', import.meta.url), 'utf8'));
  const { hostname, port } = new URL(process.env.HELLO_URL ?? 'http://127.0.0.1:4000');
  const server = createHello(release);
  server.once('error', ({ code, message }) => {
    const isBusy = code === 'EADDRINUSE';
    console.error(isBusy ? `Port ${port} of ${hostname} is in use (${code}).` : message);
    process.exit(1);
  });
  server.listen(Number(port) || 80, hostname, () =>
    console.log(`${release.commit} answers at ${hostname}:${port}`),
  );
  process.on('SIGTERM', () => {
    server.close(() => process.exit());
    server.closeAllConnections();
  });
}
