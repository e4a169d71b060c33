import type { GithubRecipient } from '../../domain/notify/recipient.ts';
import { type Mail, secretNamed, send } from './request.ts';

/** One repository of GitHub. */
export interface Github {
  readonly mail: Mail;
  /** @param path behind that of the repository */
  get(path: string): Promise<Response>;
  post(path: string, body: object): Promise<Response>;
}

/** The version of the API that these calls are written for. */
const API_VERSION = '2022-11-28';

export function openGithub({ api, repository, token }: GithubRecipient, mail: Mail): Github {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${secretNamed(token.env, mail)}`,
    'x-github-api-version': API_VERSION,
    'content-type': 'application/json; charset=utf-8',
  };
  const url = `${api}/repos/${repository}`;
  return {
    mail,
    get: (path) => send({ url: `${url}${path}`, method: 'GET', headers }, mail),
    post: (path, body) => send({ url: `${url}${path}`, headers, body: JSON.stringify(body) }, mail),
  };
}
