/** A page that was reached, after all redirects. */
export interface Reached {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/**
 * Goes from page to page as a browser without scripts does: follows redirects, keeps cookies for
 * each host, and sends forms.
 *
 * @param serve answers for one origin in this process; everything else goes over the network
 */
export function createBrowser(serve?: {
  readonly origin: string;
  fetch(request: Request): Response | Promise<Response>;
}) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: URL) => {
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    return jar;
  };

  async function request(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const jar = jarOf(url);
    if (jar.size > 0) headers.set('Cookie', [...jar].map((pair) => pair.join('=')).join('; '));
    const asked = new Request(url, { ...init, headers, redirect: 'manual' });
    const response = await (url.origin === serve?.origin ? serve.fetch(asked) : fetch(asked));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  async function go(address: string, init: RequestInit = {}): Promise<Reached> {
    let url = new URL(address);
    let response = await request(url, init);
    for (let hops = 0; hops < 20; hops += 1) {
      const location = response.headers.get('Location');
      if (location === null || response.status < 300 || response.status >= 400) break;
      url = new URL(location, url);
      response = await request(url, {});
    }
    return { url: url.href, status: response.status, text: await response.text() };
  }

  return {
    go,
    /** Sends the first form of a page with these fields beside its hidden ones. */
    async submit(page: Reached, fields: Readonly<Record<string, string>>): Promise<Reached> {
      const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
      if (action === undefined) throw new Error(`${page.url} has no form: ${page.text}`);
      const hidden = page.text.matchAll(/<input[^>]*type="hidden" name="([^"]+)" value="([^"]*)"/g);
      const body = new URLSearchParams(
        [...hidden].map(([, name = '', value = '']) => [name, value]),
      );
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return go(new URL(action, page.url).href, { method: 'POST', body });
    },
    cookies: (host: string): ReadonlyMap<string, string> => jars.get(host) ?? new Map(),
  };
}
