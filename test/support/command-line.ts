import { afterEach, beforeEach, vi } from 'vitest';
import { EXIT, type ExitCode } from '../../src/cli/exit-codes.ts';
import { type CommandLine, runCommandLine } from '../../src/cli/program.ts';
import type { appWith } from './api.ts';

/** What one command did. */
export interface Ran {
  /** The name of the exit code. */
  readonly exit: string;
  readonly out: string;
  /** What it said beside it, line by line. */
  readonly notes: readonly string[];
}

interface Setting extends Partial<CommandLine> {
  /** Whose token is used; `nobody` has none. */
  readonly as?: string;
  readonly colours?: boolean;
  readonly columns?: number;
}

/**
 * Lets it be a minute after the stories of `support/api.ts` begin, in a zone that has no summer.
 * The clock goes on ticking for who waits.
 */
export function useClockOfStories(): void {
  beforeEach(() => {
    vi.stubEnv('TZ', 'UTC');
    vi.useFakeTimers({ toFake: ['Date'], now: 61_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });
}

/** The command line in this process, over an API in this process. */
export function commandLine(app: ReturnType<typeof appWith>, setting: Setting = {}) {
  const { as = 'ana', colours = false, columns, ...more } = setting;
  return async (...words: readonly string[]): Promise<Ran> => {
    let out = '';
    const notes: string[] = [];
    const code = await runCommandLine(words, {
      terminal: {
        out: async (text) => void (out += Buffer.from(text).toString()),
        note: (line) => void notes.push(...line.split('\n')),
        colours,
        ...(columns !== undefined && { columns }),
      },
      settings: (url = 'http://slipway.test') => ({
        url,
        ...(as !== 'nobody' && { token: { reveal: () => as } }),
      }),
      fetch: (request) => app.fetch(request),
      calledAs: 'slipway',
      now: Date.now,
      pause: async () => {},
      browse: () => Promise.reject(new Error('not expected to be called')),
      validators: () => Promise.reject(new Error('not expected to be called')),
      ...more,
    });
    return { exit: nameOf(code), out, notes };
  };
}

function nameOf(code: ExitCode): string {
  return Object.entries(EXIT).find(([, known]) => known === code)?.[0] ?? String(code);
}
