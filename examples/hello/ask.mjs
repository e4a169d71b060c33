/** Asks over HTTP. Loading `fetch` alone would take longer than all the checks. */
import { once } from 'node:events';
import { request } from 'node:http';

/** @returns {Promise<{status: number, body: string}>} */
export async function ask(url, method = 'GET') {
  const [response] = await once(request(url, { method, agent: false }).end(), 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}
