// Every function exported here is a workflow type that clients can start.
export { environment } from './environment.ts';
export { outbox } from './outbox.ts';
export { release } from './release.ts';
export { rollback } from './rollback.ts';
