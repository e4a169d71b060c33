/** Does `work`, and tells the sentence once it has taken over a second. */
export async function withSlowNotice<T>(
  sentence: string,
  tell: (sentence: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => tell(sentence), 1000);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
