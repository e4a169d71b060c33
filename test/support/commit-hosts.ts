import { type Answer, type Received, startReceiver } from './receiver.ts';

/** What GitHub and GitLab keep of a commit, as their doubles do. */
export interface Shown {
  readonly name: string;
  readonly state: string;
  readonly description: string;
}

/**
 * A double of the API of one repository on GitHub: it refuses whatever the documentation of its
 * version does not have, and answers in its form.
 */
export async function startGithub(repository: string, token: string) {
  const statuses: (Shown & { readonly sha: string; readonly target_url: string })[] = [];
  const deployments: (Fields & { readonly id: number; readonly statuses: Fields[] })[] = [];
  let failedStage: ((request: Received) => Answer | undefined) | undefined;
  let ids = 0;

  const answerTo = (request: Received): Answer => {
    const { headers, method, path } = request;
    const odd = failedStage?.(request);
    if (odd) return odd;
    if (headers.authorization !== `Bearer ${token}`) return refused(401, 'Bad credentials');
    if (headers.accept !== 'application/vnd.github+json') return refused(415, 'accept');
    if (headers['x-github-api-version'] !== '2022-11-28') return refused(400, 'version');
    if (!headers['user-agent']) return refused(403, 'Request forbidden by administrative rules');
    const url = new URL(path, 'http://github');
    const route = new RegExp(`^/repos/${repository}(/.*)$`).exec(url.pathname)?.[1];
    if (route === undefined) return refused(404, 'Not Found');
    const body = method === 'POST' ? (JSON.parse(request.body) as Fields) : {};
    return routed(`${method} ${route}`, body, url.searchParams);
  };

  const routed = (call: string, body: Fields, query: URLSearchParams): Answer => {
    const [, sha] = /^POST \/statuses\/([0-9a-f]{40})$/.exec(call) ?? [];
    if (sha !== undefined) return takeStatus(sha, body);
    if (call === 'GET /deployments')
      return { status: 200, body: deployments.filter(matching(query)) };
    if (call === 'POST /deployments') return takeDeployment(body);
    const [, verb, id] = /^(GET|POST) \/deployments\/(\d+)\/statuses$/.exec(call) ?? [];
    const deployment = deployments.find((known) => known.id === Number(id));
    if (!deployment) return refused(404, 'Not Found');
    return verb === 'GET'
      ? { status: 200, body: deployment.statuses }
      : takeDeploymentStatus(deployment.statuses, body);
  };

  const takeStatus = (sha: string, body: Fields): Answer => {
    const problem =
      notOf(body, ['state', 'target_url', 'description', 'context']) ??
      oddState(body, ['error', 'failure', 'pending', 'success']) ??
      tooLong(body, 140);
    if (problem) return refused(422, problem);
    const { context, state, description, target_url } = body as Record<string, string>;
    statuses.push({
      sha,
      name: `${context}`,
      state: `${state}`,
      description: `${description}`,
      target_url: `${target_url}`,
    });
    return { status: 201, body: { id: (ids += 1), ...body } };
  };

  const takeDeployment = (body: Fields): Answer => {
    const known = [
      'ref',
      'task',
      'auto_merge',
      'required_contexts',
      'payload',
      'environment',
      'description',
    ];
    const problem = notOf(body, known);
    if (problem) return refused(422, problem);
    // Statuses that are pending would forbid it.
    if (JSON.stringify(body['required_contexts']) !== '[]')
      return refused(409, 'Conflict: Commit status checks failed');
    const deployment = { ...body, id: (ids += 1), sha: body['ref'], statuses: [] };
    deployments.unshift(deployment);
    return { status: 201, body: deployment };
  };

  const takeDeploymentStatus = (kept: Fields[], body: Fields): Answer => {
    const known = [
      'state',
      'description',
      'environment',
      'log_url',
      'environment_url',
      'auto_inactive',
    ];
    const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];
    const problem = notOf(body, known) ?? oddState(body, states) ?? tooLong(body, 140);
    if (problem) return refused(422, problem);
    const status = { id: (ids += 1), ...body };
    kept.unshift(status);
    return { status: 201, body: status };
  };

  const receiver = await startReceiver(answerTo);
  return {
    ...receiver,
    statuses,
    deployments,
    /** Answers otherwise, where it says so. */
    answerInstead(answer: typeof failedStage) {
      failedStage = answer;
    },
  };
}

/**
 * A double of the API of one project on GitLab. A status that is not over goes forward only: a step
 * back, or to where it is, is refused as GitLab does.
 */
export async function startGitlab(project: string, token: string) {
  const statuses: (Shown & { readonly sha: string })[] = [];
  const path = `/api/v4/projects/${encodeURIComponent(project)}/statuses/`;
  const receiver = await startReceiver(({ headers, method, path: asked, body: text }) => {
    if (headers['private-token'] !== token) return refused(401, '401 Unauthorized');
    if (method !== 'POST' || !asked.startsWith(path)) return refused(404, '404 Project Not Found');
    const sha = asked.slice(path.length);
    if (!/^[0-9a-f]{40}$/.test(sha)) return refused(404, '404 Commit Not Found');
    const body = JSON.parse(text) as Fields;
    const problem =
      notOf(body, [
        'state',
        'ref',
        'name',
        'context',
        'target_url',
        'description',
        'coverage',
        'pipeline_id',
      ]) ??
      oddState(body, ORDER) ??
      tooLong(body, 255);
    if (problem) return refused(400, problem);
    const { name, state, description } = body as Record<string, string>;
    const last = statuses.findLast((status) => status.sha === sha && status.name === name)?.state;
    const isOver = last === undefined || ORDER.indexOf(last) > 1;
    if (!isOver && ORDER.indexOf(`${state}`) <= ORDER.indexOf(last))
      return refused(
        400,
        `Cannot transition status via :enqueue from :${last} (Reason(s): Status cannot transition via "enqueue")`,
      );
    statuses.push({ sha, name: `${name}`, state: `${state}`, description: `${description}` });
    return { status: 201, body: { id: statuses.length, ...body } };
  });
  return { ...receiver, api: `${receiver.url}/api/v4`, statuses };
}

const ORDER = ['pending', 'running', 'success', 'failed', 'canceled', 'skipped'];

type Fields = Readonly<Record<string, unknown>>;

function refused(status: number, message: string): Answer {
  return { status, body: { message } };
}

function notOf(body: Fields, known: readonly string[]): string | undefined {
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  return unknown && `unknown parameter ${unknown}`;
}

function oddState({ state }: Fields, states: readonly string[]): string | undefined {
  return states.includes(String(state)) ? undefined : `state does not have a valid value`;
}

function tooLong({ description = '' }: Fields, longest: number): string | undefined {
  return String(description).length > longest ? 'description is too long' : undefined;
}

function matching(query: URLSearchParams) {
  return (deployment: Fields) =>
    ['sha', 'task', 'environment'].every(
      (key) => !query.has(key) || query.get(key) === deployment[key],
    );
}
