/** Ends when the last that was asked for has ended. Each run has its own copy of this module. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The same local activities, one of which is under way at a time in this run. Who is cancelled while
 * it waits for its turn begins none.
 *
 * This is the design, not a patch: a replay hears what was under way together in the order in which
 * it was begun, not in that in which it had ended. What followed from each would then get the answer
 * that was meant for another.
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
