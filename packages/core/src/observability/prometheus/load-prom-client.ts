// prom-client is an optional peer dependency, loaded only for Prometheus metrics.
import type * as PromClient from 'prom-client';
import { ConfigurationError } from '../../errors/async-cassandra-error';

/** @throws ConfigurationError when prom-client is not installed. */
export function loadPromClient(): typeof PromClient {
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an optional peer
    return require('prom-client') as typeof PromClient;
  } catch (cause) {
    throw new ConfigurationError('Prometheus metrics need the package prom-client: npm install prom-client', { cause });
  }
}
