/** The only reader of the environment of this process. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SlipwayError } from '../domain/errors.ts';
import { choiceWords, foundWords } from './found-expected.ts';
import { Secret } from './secret.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Whether Temporal's UI is there only where web pages do not find it, or wherever it can be. */
export const TEMPORAL_UIS = ['guarded', 'unguarded'] as const;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A port, and whether it was set: a default gives way to the next free one. */
export interface PortSetting {
  readonly port: number;
  readonly given: boolean;
}

/** The settings of one process. */
export interface Env {
  /** As given: relative to the working directory. */
  readonly configFile: string;
  readonly dataDirectory: string;
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  readonly portGiven: boolean;
  readonly temporalPort: PortSetting;
  readonly temporalUiPort: PortSetting;
  readonly temporalUi: (typeof TEMPORAL_UIS)[number];
  /** Where a worker shows its metrics: only if the port was given. */
  readonly metricsHost: string;
  readonly metricsPort: PortSetting;
  /** The version of a worker, where Temporal's worker versioning chooses between them. */
  readonly buildId: string | undefined;
  /** How many workflow tasks of releases a worker runs at once, and as many of environments. */
  readonly workflowSlots: number | undefined;
  /** How many builds and tests a worker runs at once; as many as it has processors, if not given. */
  readonly buildSlots: number | undefined;
  /** How many deployments and verifications. */
  readonly deploySlots: number | undefined;
  /** A PEM with an Ed25519 private key. */
  readonly signingKey: Secret | undefined;
  /** By which sessions of browsers are sealed. */
  readonly sessionSecret: Secret | undefined;
  /** The number of trusted proxies in front of the API. */
  readonly proxies: number;
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly temporalUiUrl: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/**
 * Reads every setting of this process. An empty variable counts as not set.
 *
 * @throws SlipwayError CONFIG_INVALID with a line `VARIABLE: found X, expected Y` for each problem
 */
export function readEnv(env: Variables = process.env): Env {
  const reader = new Reader(env);
  const port = reader.port('SLIPWAY_PORT', 3000, 0);
  const settings: Env = {
    configFile: reader.text('SLIPWAY_CONFIG') ?? 'slipway.yaml',
    dataDirectory: reader.text('SLIPWAY_DATA_DIR') ?? 'var',
    host: reader.host('SLIPWAY_HOST') ?? '127.0.0.1',
    port: port.port,
    portGiven: port.given,
    temporalPort: reader.port('SLIPWAY_TEMPORAL_PORT', 7233, 1),
    temporalUiPort: reader.port('SLIPWAY_TEMPORAL_UI_PORT', 8233, 1),
    temporalUi: reader.choice('SLIPWAY_TEMPORAL_UI', TEMPORAL_UIS) ?? 'guarded',
    metricsHost: reader.host('SLIPWAY_METRICS_HOST') ?? '127.0.0.1',
    metricsPort: reader.port('SLIPWAY_METRICS_PORT', 9464, 1),
    buildId: reader.buildId('SLIPWAY_BUILD_ID'),
    workflowSlots: reader.slots('SLIPWAY_WORKFLOW_SLOTS'),
    buildSlots: reader.slots('SLIPWAY_BUILD_SLOTS'),
    deploySlots: reader.slots('SLIPWAY_DEPLOY_SLOTS'),
    signingKey: reader.signingKey('SLIPWAY_SIGNING_KEY'),
    sessionSecret: reader.longSecret('SLIPWAY_SESSION_SECRET', 32),
    proxies: reader.count('SLIPWAY_PROXIES', 9),
    publicUrl: reader.url('SLIPWAY_URL'),
    temporalUiUrl: reader.url('SLIPWAY_TEMPORAL_UI_URL'),
    logLevel: reader.choice('SLIPWAY_LOG_LEVEL', LOG_LEVELS) ?? 'info',
  };
  reader.finish();
  return settings;
}

/** The API and the token of the command line. */
export interface ClientEnv {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: Secret;
}

/**
 * Reads the settings of a program that asks the API.
 *
 * @param url the address, if one was given
 * @throws SlipwayError CONFIG_INVALID, as `readEnv`
 */
export function readClientEnv(env: Variables, url: string | undefined): ClientEnv {
  const reader = new Reader({ ...env, '--url': url });
  const address = reader.url(url === undefined ? 'SLIPWAY_URL' : '--url');
  reader.finish();
  const token = readSecret('SLIPWAY_TOKEN', env);
  // An error about headers would print it.
  if (token && !/^[\x21-\x7e]+$/.test(token.reveal()))
    throw invalid('SLIPWAY_TOKEN', 'found spaces or other characters that a token cannot have');
  return { url: address ?? 'http://127.0.0.1:3000', ...(token && { token }) };
}

/**
 * Reads a secret from the variable NAME, or from the file that NAME_FILE names; a line feed at
 * the end of the file is not part of it.
 *
 * @returns `undefined` if neither is set
 * @throws SlipwayError CONFIG_INVALID if both are set, or the file cannot be read
 */
export function readSecret(name: string, env: Variables = process.env): Secret | undefined {
  const value = env[name];
  const file = env[`${name}_FILE`];
  if (value && file) throw invalid(name, `found ${name} and ${name}_FILE, expected one of them`);
  if (value) return new Secret(value);
  if (!file) return undefined;
  try {
    return new Secret(readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'an error';
    throw invalid(`${name}_FILE`, `found ${file} (${reason}), expected a file that can be read`);
  }
}

/** A problem of a variable. */
interface VariableIssue {
  readonly variable: string;
  readonly message: string;
}

function invalid(variable: string, message: string): SlipwayError {
  return problems([{ variable, message }]);
}

function problems(issues: readonly VariableIssue[]): SlipwayError {
  const lines = issues.map(({ variable, message }) => `${variable}: ${message}`);
  return new SlipwayError('CONFIG_INVALID', lines.join('\n'), { details: { issues } });
}

/** Reads variables one by one, and reports all problems at the end. */
class Reader {
  readonly #env: Variables;
  readonly #issues: VariableIssue[] = [];

  constructor(env: Variables) {
    this.#env = env;
  }

  finish(): void {
    if (this.#issues.length > 0) throw problems(this.#issues);
  }

  text(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  port(name: string, standard: number, least: number): PortSetting {
    const text = this.text(name);
    if (text === undefined) return { port: standard, given: false };
    const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    if (!(port >= least && port <= 65_535)) this.#expected(name, `a port from ${least} to 65535`);
    return { port, given: true };
  }

  /** From 0, which is the default. */
  count(name: string, most: number): number {
    const text = this.text(name);
    const count = /^\d{1,3}$/.test(text ?? '0') ? Number(text ?? 0) : NaN;
    if (!(count <= most)) this.#expected(name, `a number from 0 to ${most}`);
    return count;
  }

  slots(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const slots = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (!(slots >= 1 && slots <= 1_000)) this.#expected(name, 'a number from 1 to 1000');
    return slots;
  }

  host(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !/^[A-Za-z0-9.:_-]+$/.test(text))
      this.#expected(name, 'an address such as 127.0.0.1, without a port');
    return text;
  }

  buildId(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !/^[\w.-]{1,100}$/.test(text))
      this.#expected(name, 'a version such as 1.2.0, of letters, digits and ._-');
    return text;
  }

  url(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^https?:\/\/[^\s?#@]+$/.test(text) || !URL.canParse(text))
      this.#expected(name, 'an address such as https://slipway.example.com');
    return text.replace(/\/+$/, '');
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((candidate) => candidate === text);
    if (text !== undefined && !choice) this.#expected(name, choiceWords(choices));
    return choice;
  }

  signingKey(name: string): Secret | undefined {
    // Compose files and dashboards often hold a PEM on one line.
    const pem = this.#secret(name)?.reveal().replaceAll('\\n', '\n');
    if (pem === undefined) return undefined;
    if (isEd25519(pem)) return new Secret(pem);
    this.#issues.push({ variable: name, message: `found another text, expected ${KEY_WORDS}` });
    return undefined;
  }

  longSecret(name: string, least: number): Secret | undefined {
    const secret = this.#secret(name);
    const length = secret?.reveal().length ?? least;
    if (length >= least) return secret;
    const message = `found ${length} characters, expected at least ${least}`;
    this.#issues.push({ variable: name, message });
    return undefined;
  }

  #secret(name: string): Secret | undefined {
    try {
      return readSecret(name, this.#env);
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      this.#issues.push(...(error.details?.['issues'] as VariableIssue[]));
      return undefined;
    }
  }

  #expected(variable: string, expected: string): void {
    const found = foundWords(this.#env[variable], false);
    this.#issues.push({ variable, message: `found ${found}, expected ${expected}` });
  }
}

const KEY_WORDS = 'a PEM with an Ed25519 private key (openssl genpkey -algorithm ed25519)';

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
