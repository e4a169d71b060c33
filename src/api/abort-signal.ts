/** Aborts when the reader disconnects or the server stops. */
export function abortOf(
  stream: { onAbort(listener: () => void): void },
  stopping: AbortSignal,
): AbortSignal {
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}
