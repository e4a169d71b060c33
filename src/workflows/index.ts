// Every function exported here is a workflow type that clients can start.
export { environment } from './environment/environment.ts';
export { outbox } from './outbox/outbox.ts';
export { release } from './release/release.ts';
export { rollback } from './rollback/rollback.ts';
