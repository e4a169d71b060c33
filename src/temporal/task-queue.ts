/** The queue that a worker serves by default: workflows and every activity. */
export const TASK_QUEUE = 'slipway';
