import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { checkBag, ndjsonBag } from '../connection/option-bags';
import { NdjsonInterceptor } from './ndjson.interceptor';
import { ndjsonOptionsKey, type NdjsonStreamOptions } from './ndjson-options';
import type { NdjsonSource } from './ndjson-source';

/** The type of a handler for `@NdjsonStream()`. */
export type NdjsonHandler = (...parameters: never[]) => NdjsonSource | Promise<NdjsonSource>;

/**
 * Sends the values of a handler as `application/x-ndjson`, one value a line, with backpressure: a client that does not read
 * pauses the reading from Cassandra, and a client that disconnects ends the query. Works with Express and Fastify.
 *
 * The last line has the outcome: `{"":"end","done":true,"count":2}`, or `{"":"end","error":{"statusCode":503,"message":"..."},"count":1}`.
 * No row looks like it, because every column has a name. Without it the response was cut off. If the rows come from `executeStream`,
 * the line of an error is a `StreamPosition`: with the same statement, `executeStream(query, parameters, { resume: line })` returns the rest.
 *
 * The response begins with the first value: an earlier error is answered like an error of any other handler.
 *
 * @throws ConfigurationError for an unknown or wrong option.
 *
 * @example
 * @Get('export')
 * @NdjsonStream()
 * export(): Promise<AsyncStreamingResultSet> {
 *   return this.session.executeStream('SELECT * FROM readings');
 * }
 */
export function NdjsonStream(
  options: NdjsonStreamOptions = {},
): <Handler extends NdjsonHandler>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void {
  checkBag('@NdjsonStream', ndjsonBag, options);
  return applyDecorators(SetMetadata(ndjsonOptionsKey, options), UseInterceptors(NdjsonInterceptor)) as MethodDecorator;
}
