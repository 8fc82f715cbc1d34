import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { NdjsonInterceptor } from './ndjson.interceptor';
import { ndjsonOptionsKey, type NdjsonStreamOptions } from './ndjson-options';
import type { NdjsonSource } from './ndjson-source';

/** A handler that `@NdjsonStream()` fits. */
export type NdjsonHandler = (...parameters: never[]) => NdjsonSource | Promise<NdjsonSource>;

/**
 * Sends what the handler returns as `application/x-ndjson`, one value a line, as the client reads it: a client that does not read
 * stops the reading from Cassandra, one that leaves ends the query. With Express and with Fastify.
 *
 * The last line says how it ended: `{"":"end","done":true,"count":2}`, or `{"":"end","error":{"statusCode":503,"message":"..."},"count":1}`.
 * No row is like it: no column is without a name. Without one the response was cut off. Where the rows are those of `executeStream`,
 * the line of an error is a `StreamPosition`: with the same statement, `executeStream(query, parameters, { resume: line })` gives the rest.
 *
 * The response begins with the first value: an error before it is answered like that of any other handler.
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
  return applyDecorators(SetMetadata(ndjsonOptionsKey, options), UseInterceptors(NdjsonInterceptor)) as MethodDecorator;
}
