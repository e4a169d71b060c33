import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/**
 * How the API connects to Temporal. People wait for its answers: it bears a restart of Temporal,
 * says after about 6 s that Temporal is away, and finds it a second after it is back.
 */
export function clientOptions(options: ConnectionOptions): ConnectionOptions {
  return {
    ...options,
    // By default a call is tried for 20 s.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 7 }))],
    channelArgs: {
      ...options.channelArgs,
      // By default up to two minutes lie between two looks at a server that is away.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    },
  };
}
