import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

// What the SDK says of failing steps is what many tests are about.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: {
    logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
  },
});
