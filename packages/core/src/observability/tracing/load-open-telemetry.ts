// @opentelemetry/api is an optional peer dependency, loaded only for spans.
import type * as OpenTelemetry from '@opentelemetry/api';
import { ConfigurationError } from '../../errors/async-cassandra-error';

/** @throws ConfigurationError when @opentelemetry/api is not installed. */
export function loadOpenTelemetry(): typeof OpenTelemetry {
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an optional peer
    return require('@opentelemetry/api') as typeof OpenTelemetry;
  } catch (cause) {
    throw new ConfigurationError('Spans need the package @opentelemetry/api: npm install @opentelemetry/api', {
      cause,
    });
  }
}
