/** What reads a file of configuration. @throws SlipwayError with every problem, and its place */
export type ReadFile = (text: string, file: string) => void;

/** The files that an operator and a service write. */
export const KINDS = ['slipway', 'pipeline'] as const;
export type Kind = (typeof KINDS)[number];

/** The same that the server reads them by. */
export type Validators = Readonly<Record<Kind, ReadFile>>;
