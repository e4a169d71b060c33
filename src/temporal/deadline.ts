/** How long a person waits for a worker's answer. */
export const ANSWER_WITHIN_MS = 2_000;
