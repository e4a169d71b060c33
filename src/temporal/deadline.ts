/** How long a user waits for the response of a worker. */
export const ANSWER_WITHIN_MS = 2_000;
