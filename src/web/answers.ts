/** What the API answers, as the pages show it. */
import type { BodyOf } from '../client/answer.ts';
import type { Client } from '../client/client.ts';

type Answer<Call extends (...args: never[]) => Promise<unknown>> = BodyOf<
  Awaited<ReturnType<Call>>
>;

export type Me = Answer<Client['me']['$get']>;
export type ReleaseList = Answer<Client['releases']['$get']>;
export type Release = Answer<Client['releases'][':id']['$get']>;
export type Changes = Answer<Client['releases'][':id']['changes']['$get']>;
/** What a dry run answers. */
export type Preview = Exclude<Answer<Client['releases']['$post']>, Release>;
export type Delivery = Answer<
  Client['releases'][':id']['notifications']['$get']
>['notifications'][number];
export type Waiting = Answer<Client['me']['waiting']['$get']>;
export type ReleaseRow = ReleaseList['releases'][number];
export type Service = Answer<Client['services']['$get']>['services'][number];
export type Environment = Answer<Client['environments']['$get']>['environments'][number];

export type Dora = Answer<Client['dora']['$get']>;
export type MeasuredService = Dora['services'][number];
export type MeasuredEnvironment = MeasuredService['environments'][number];
export type MeasuredPeriod = MeasuredEnvironment['periods'][number];
export type Measures = MeasuredEnvironment['total'];
