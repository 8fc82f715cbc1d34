import type { ServerResponse } from 'node:http';
import {
  Injectable,
  Logger,
  ServiceUnavailableException,
  type BeforeApplicationShutdown,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { serverResponse } from '../errors/server-response';
import { ndjsonOptionsKey, type NdjsonStreamOptions } from './ndjson-options';
import { NdjsonResponse } from './ndjson-response';

const defaultMaxWaiting = 10_000;

/** What `@NdjsonStream()` puts around a handler. One for each module that has such handlers. */
@Injectable()
export class NdjsonInterceptor implements NestInterceptor, BeforeApplicationShutdown {
  readonly #logger = new Logger('NdjsonStream');
  readonly #open = new Set<NdjsonResponse>();
  readonly #reflector: Reflector;
  #isShuttingDown = false;

  constructor(reflector: Reflector) {
    this.#reflector = reflector;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<StreamableFile | undefined> {
    if (this.#isShuttingDown) throw shutdownException();
    const options = this.#reflector.get<NdjsonStreamOptions | undefined>(ndjsonOptionsKey, context.getHandler());
    const { maxWaiting = defaultMaxWaiting } = options ?? {};
    const raw = serverResponse(context.switchToHttp().getResponse<ServerResponse>());
    const response = new NdjsonResponse(raw, this.#logger);
    this.#open.add(response);
    raw.once('close', () => this.#open.delete(response));
    return next.handle().pipe(mergeMap((source: unknown) => response.begin(source, { maxWaiting })));
  }

  /** HTTP drains after this, or is cut off: a stream would hold it up for as long as it lasts, or lose its last line. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isShuttingDown = true;
    await Promise.all([...this.#open].map((response) => response.interrupt(shutdownException())));
  }
}

const shutdownException = (): ServiceUnavailableException =>
  new ServiceUnavailableException('The server is shutting down');
