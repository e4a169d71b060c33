/** The responses of the API, typed once by its routes, for the page and the command line. */
import type { BodyOf } from './answer.ts';
import type { Client } from './client.ts';

type Response<Call extends (...args: never[]) => Promise<unknown>> = BodyOf<
  Awaited<ReturnType<Call>>
>;

export type Me = Response<Client['me']['$get']>;
export type Waiting = Response<Client['me']['waiting']['$get']>;
export type Service = Response<Client['services']['$get']>['services'][number];

export type ReleaseList = Response<Client['releases']['$get']>;
export type ReleaseRow = ReleaseList['releases'][number];
export type Release = Response<Client['releases'][':id']['$get']>;
export type Wait = Release['waitingFor'][number];
export type Step = Release['steps'][number];
export type Changes = Response<Client['releases'][':id']['changes']['$get']>;
export type Preview = Exclude<Response<Client['releases']['$post']>, { id: string }>;

export type ReleaseNotification = Response<
  Client['releases'][':id']['notifications']['$get']
>['notifications'][number];
export type FailedNotificationsPage = Response<Client['notifications']['$get']>;

export type Environment = Response<Client['environments']['$get']>['environments'][number];

export type Dora = Response<Client['dora']['$get']>;
export type MeasuredService = Dora['services'][number];
export type MeasuredEnvironment = MeasuredService['environments'][number];
export type MeasuredPeriod = MeasuredEnvironment['periods'][number];
export type Measures = MeasuredEnvironment['total'];
