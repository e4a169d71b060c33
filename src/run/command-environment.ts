/** What a command may see of the world. */
export interface EnvironmentParts {
  readonly path: string;
  /** A folder of the step, so that nothing of the worker's own home is read or written. */
  readonly home: string;
  readonly temp?: string;
  /** Marks every process of the command, so that strays can be found. */
  readonly marker?: string;
  /** The trace that the command is part of. */
  readonly traceparent?: string | undefined;
  /** `SLIPWAY_*`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of the plan. */
  readonly step?: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The variable that marks the processes of an attempt. */
export const MARKER = 'SLIPWAY_ATTEMPT';

/** The whole environment of a command: nothing of the worker's own gets in. */
export function commandEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { path, home, temp, marker, traceparent, variables, step, secrets } = parts;
  return {
    PATH: path,
    HOME: home,
    TMPDIR: temp ?? home,
    LANG: 'C.UTF-8',
    CI: 'true',
    ...step,
    ...secrets,
    // Last: a plan does not pretend to be another release.
    ...variables,
    ...(traceparent !== undefined && { TRACEPARENT: traceparent }),
    ...(marker !== undefined && { [MARKER]: marker }),
  };
}
