/**
 * Starts "$@" in the place of this shell, so that its process id stays the same, with a leash
 * beside it: file descriptor 3 is a pipe from the owner, and reading it ends when the owner has
 * ended, however that came. The leash is of the same process group, so while it lives the number
 * $$ cannot be given to another process, and the kill cannot hit a stranger.
 */
const LEASHED = `
{
  trap '' TERM HUP INT
  read -r _ <&3
  exec 3<&-
  kill -TERM $$
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    kill -0 $$ || exit 0
  done
  kill -KILL $$
} >/dev/null 2>&1 &
exec "$@" 3<&-
`;

/** How long the leash gives a command to end before it kills it. */
export const STOP_WITHIN_MS = 10_000;

/** What to spawn, with a pipe as file descriptor 3, so that a command ends with its owner. */
export function stoppedWithParent(command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', LEASHED, 'sh', ...command];
}
