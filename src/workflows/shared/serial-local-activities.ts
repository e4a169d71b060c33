/** Settles when the activity that was requested last has ended. Each run has its own copy of this module. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The same local activities, but only one of them runs at a time in this run of a workflow. A call
 * that is cancelled while it waits for its turn starts none.
 *
 * This is the design, not a patch: of local activities that ran at the same time a replay gets the
 * results in the order in which they were started, not in which they had ended. The code that waited
 * for one of them would then get the result of another.
 */
export function serializeLocalActivities<LocalActivities extends object>(
  activities: LocalActivities,
): LocalActivities {
  return new Proxy(activities, {
    get(_, name) {
      const activity = Reflect.get(activities, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => inSerial(() => activity(...args));
    },
  });
}

function inSerial<Answer>(begin: () => Promise<Answer>): Promise<Answer> {
  const answer = last.then(begin);
  last = answer.catch(() => {});
  return answer;
}
