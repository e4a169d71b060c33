import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/**
 * How the API connects to Temporal. Users wait for it: it survives a restart of Temporal, reports after
 * about 6 s that Temporal is away, and finds it again within a second.
 */
export function clientOptions(options: ConnectionOptions): ConnectionOptions {
  return {
    ...options,
    // By default a call is tried for 20 s.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 7 }))],
    channelArgs: {
      ...options.channelArgs,
      // By default up to two minutes pass between two attempts to reach a server.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    },
  };
}
