/** The Temporal CLI that is fetched, and with it the server: 1.9.1 holds server 1.32.0. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/** The oldest CLI that will do: the server in it can skip time, which the tests ask of it. */
export const TEMPORAL_CLI_OLDEST = '1.9.0';
