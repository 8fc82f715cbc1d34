import { StreamableFile, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { loadClassTransformer } from './class-transformer';
import { toJsonValue } from './json-value';

/**
 * Lets handlers return the results of a session: rows, `AsyncResultSet`, `Page`, and any object or array that contains CQL values.
 *
 * In JSON, bigint, `Long`, varint, decimal and duration are texts; bytes are base64; a set, tuple or vector is an array; a map is
 * an object; UUIDs, dates, times and addresses are texts. Results that are not JSON (texts, a Buffer, a `StreamableFile`) pass unchanged.
 *
 * Works beside Nest's `ClassSerializerInterceptor`, in either order.
 *
 * @example
 * app.useGlobalInterceptors(new CassandraSerializerInterceptor());
 */
@Injectable()
export class CassandraSerializerInterceptor implements NestInterceptor {
  constructor() {
    loadClassTransformer(toJsonValue);
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((result: unknown) => (isJson(result) ? toJsonValue(result) : result)));
  }
}

function isJson(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return typeof result === 'bigint';
  if (result instanceof StreamableFile || result instanceof Uint8Array) return false;
  return typeof (result as { pipe?: unknown }).pipe !== 'function';
}
