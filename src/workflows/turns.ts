/** Ends when the last that was asked for has ended; absent where they do not take turns. */
let last: Promise<unknown> | undefined;

/**
 * From now on one local activity of this run is under way at a time. Releases of earlier editions
 * go on as they began. Call it before the first one.
 *
 * Why: a replay hears what was under way together in the order in which it was begun, not in that
 * in which it had ended. What followed from each then gets the answer that was meant for another.
 */
export function takeTurns(): void {
  last = Promise.resolve();
}

/** The same local activities, each of which waits for its turn. Who is cancelled meanwhile begins none. */
export function inTurn<LocalActivities extends object>(
  activities: LocalActivities,
): LocalActivities {
  return new Proxy(activities, {
    get(_, name) {
      const activity = Reflect.get(activities, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => inOrder(() => activity(...args));
    },
  });
}

function inOrder<Answer>(begin: () => Promise<Answer>): Promise<Answer> {
  if (!last) return begin();
  const answer = last.then(begin);
  last = answer.catch(() => {});
  return answer;
}
