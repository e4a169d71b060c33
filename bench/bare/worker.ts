/** A worker for the bare workflow, with the settings that Slipway's worker has. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { activities } from './activities.ts';

Runtime.install({ logger: new DefaultLogger('WARN') });
const connection = await NativeConnection.connect({
  address: process.env['TEMPORAL_ADDRESS'] ?? '',
});
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
  activities,
  maxConcurrentActivityTaskExecutions: Math.max(4, availableParallelism()),
  stickyQueueScheduleToStartTimeout: '1 s',
});
console.log('Worker ready');
await worker.run();
await connection.close();
