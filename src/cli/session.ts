import type { Command } from 'commander';
import { ApiProblem } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { connect, type ConnectionSettings, type Fetch } from './connection.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { toldOf } from './failure.ts';
import { createPaint, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** What the program gives to the commands. */
export interface CliContext {
  readonly terminal: Terminal;
  /**
   * Where the API is, and as whom: read only by commands that ask it.
   *
   * @param url as the person named it, if at all
   * @throws SlipwayError CONFIG_INVALID
   */
  settings(url: string | undefined): ConnectionSettings;
  /** What carries requests; by default the network. */
  readonly fetch?: Fetch;
  /** What people type before a command. */
  readonly calledAs: string;
  now(): number;
  pause(ms: number): Promise<void>;
  /** Opens an address in the browser. @returns whether it could */
  browse(url: string): Promise<boolean>;
}

/** What every command that asks the API may be told. */
export interface SessionOptions {
  readonly url?: string;
  readonly json?: true;
}

/** A command that runs, and asks the API. */
export interface Session extends Pick<CliContext, 'terminal' | 'now' | 'pause' | 'browse'> {
  readonly api: Client;
  readonly url: string;
  readonly paint: Paint;
  /** Whether a program reads what is printed. */
  readonly json: boolean;
  /** Prints what the API answered: as it is for programs, or in lines for people. */
  show<Answer>(answer: Answer, lines: (answer: Answer) => readonly string[]): Promise<void>;
  /** What to type to run another command on the same API. */
  command(...words: readonly string[]): string;
}

/** Runs commands, and keeps how the last one ended. */
export interface Runner {
  readonly exitCode: ExitCode;
  /** Runs a command that asks the API. It never throws: what goes wrong is told. */
  online(
    options: SessionOptions,
    work: (session: Session) => Promise<ExitCode | void>,
  ): Promise<void>;
  /** Runs a command that needs nobody. */
  offline(work: (terminal: Terminal) => Promise<ExitCode | void>): Promise<void>;
}

export function createRunner(around: CliContext): Runner {
  const { terminal } = around;
  let exitCode: ExitCode = EXIT.done;
  const run = async (work: () => Promise<ExitCode | void>, json = false) => {
    try {
      exitCode = (await work()) ?? EXIT.done;
    } catch (error) {
      const told = toldOf(error);
      exitCode = told.exitCode;
      if (json && error instanceof ApiProblem) await terminal.out(jsonText(error.problem));
      for (const line of told.lines) terminal.note(line);
    }
  };
  return {
    get exitCode() {
      return exitCode;
    },
    online: (options, work) => run(async () => work(openSession(around, options)), options.json),
    offline: (work) => run(async () => work(terminal)),
  };
}

function openSession(around: CliContext, options: SessionOptions): Session {
  const { terminal, now, pause, browse } = around;
  const settings = around.settings(options.url);
  const json = options.json === true;
  return {
    terminal,
    now,
    pause,
    browse,
    api: connect(settings, around.fetch),
    url: settings.url,
    paint: createPaint(terminal.colours),
    json,
    async show(answer, lines) {
      const text = json ? jsonText(answer) : `${lines(printable(answer)).join('\n')}\n`;
      await terminal.out(text);
    },
    command(...words) {
      const url = options.url === undefined ? [] : ['--url', options.url];
      return [around.calledAs, ...words, ...url].join(' ');
    },
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Gives a command the options of every command that asks the API. */
export function asksApi(command: Command): Command {
  return command
    .option('--url <address>', 'the address of the API (or SLIPWAY_URL)')
    .option('--json', 'print JSON');
}
