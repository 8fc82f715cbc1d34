// @opentelemetry/instrumentation is an optional peer dependency, loaded only by '@async-cassandra/core/opentelemetry'.
import type * as Instrumentation from '@opentelemetry/instrumentation';
import { ConfigurationError } from '../errors/async-cassandra-error';

/** @throws ConfigurationError when @opentelemetry/instrumentation is not installed. */
export function loadInstrumentation(): typeof Instrumentation {
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an optional peer
    return require('@opentelemetry/instrumentation') as typeof Instrumentation;
  } catch (cause) {
    throw new ConfigurationError(
      'CassandraInstrumentation needs two packages: npm install @opentelemetry/api @opentelemetry/instrumentation',
      { cause },
    );
  }
}
