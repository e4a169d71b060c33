/**
 * Names the run of a release so that people can read it and Temporal can lock it:
 * `hello-3f2a91c4d5e6`, and `hello-3f2a91c4d5e6.2` when the commit is released again.
 *
 * @param commit 40 hexadecimal digits
 * @param round from 1: how often this commit of the service was started
 */
export function releaseId(service: string, commit: string, round = 1): string {
  const id = `${service}-${commit.slice(0, 12)}`;
  return round === 1 ? id : `${id}.${round}`;
}

const ID = /^([a-z][a-z0-9-]*)-[0-9a-f]{12}(?:\.[0-9]{1,4})?$/;

/** Whether a text has the form of a release's id. */
export function isReleaseId(text: string): boolean {
  return ID.test(text);
}

/** The service in the id of a release; `undefined` if the text is no id. */
export function serviceOf(id: string): string | undefined {
  return ID.exec(id)?.[1];
}
