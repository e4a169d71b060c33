/** What the API answers, as the commands show it. */
import type { BodyOf } from '../client/answer.ts';
import type { Client } from '../client/client.ts';

type Answer<Call extends (...args: never[]) => Promise<unknown>> = BodyOf<
  Awaited<ReturnType<Call>>
>;

export type Release = Answer<Client['releases'][':id']['$get']>;
export type ReleaseList = Answer<Client['releases']['$get']>;
export type ReleaseRow = ReleaseList['releases'][number];
export type Wait = Release['waitingFor'][number];
export type Step = Release['steps'][number];
export type Environment = Answer<Client['environments']['$get']>['environments'][number];
export type Preview = Exclude<Answer<Client['releases']['$post']>, { id: string }>;
export type Delivery = Answer<
  Client['releases'][':id']['notifications']['$get']
>['notifications'][number];
export type FailedNotificationsPage = Answer<Client['notifications']['$get']>;
