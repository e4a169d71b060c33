import { parse, serialize } from 'hono/utils/cookie';

/**
 * A cookie of this host alone, that no script reads and that comes along when a person follows a
 * link from elsewhere. `__Host-` needs `Secure`; browsers keep such a cookie over plain HTTP on the
 * machine itself, and nowhere else.
 */
export interface Cookie {
  /** What a `Cookie` header has of it. */
  read(header: string | null | undefined): string | undefined;
  /** The `Set-Cookie` that keeps it. */
  keep(value: string, lifeMs: number): string;
  /** The `Set-Cookie` that takes it away. */
  drop(): string;
}

export function createCookie(name: `__Host-${string}`): Cookie {
  const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
  return {
    read: (header) => (header ? parse(header, name)[name] : undefined),
    keep: (value, lifeMs) =>
      serialize(name, value, { ...attributes, maxAge: Math.floor(lifeMs / 1_000) }),
    drop: () => serialize(name, '', { ...attributes, maxAge: 0 }),
  };
}

export const SESSION_COOKIE = createCookie('__Host-slipway');
/** Between the way to the provider and the way back. */
export const ATTEMPT_COOKIE = createCookie('__Host-slipway-attempt');
