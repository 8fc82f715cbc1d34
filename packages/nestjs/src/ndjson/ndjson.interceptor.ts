import type { ServerResponse } from 'node:http';
import {
  Injectable,
  ServiceUnavailableException,
  type BeforeApplicationShutdown,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type StreamableFile,
} from '@nestjs/common';
import { ApplicationConfig, Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { serverResponse } from '../errors/server-response';
import { SafeLogger } from '../safe-logger';
import { shapeOf } from '../serialize/class-serializer';
import { ndjsonOptionsKey, type NdjsonStreamOptions } from './ndjson-options';
import { NdjsonResponse } from './ndjson-response';

const defaultMaxWaiting = 10_000;

/** The interceptor of `@NdjsonStream()`. One for each module with such handlers. */
@Injectable()
export class NdjsonInterceptor implements NestInterceptor, BeforeApplicationShutdown {
  readonly #logger = new SafeLogger('NdjsonStream');
  readonly #open = new Set<NdjsonResponse>();
  readonly #reflector: Reflector;
  readonly #config: ApplicationConfig;
  #isShuttingDown = false;

  constructor(reflector: Reflector, config: ApplicationConfig) {
    this.#reflector = reflector;
    this.#config = config;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<StreamableFile | undefined> {
    if (this.#isShuttingDown) throw shutdownException();
    const options = this.#reflector.get<NdjsonStreamOptions | undefined>(ndjsonOptionsKey, context.getHandler());
    const { maxWaiting = defaultMaxWaiting } = options ?? {};
    const raw = serverResponse(context.switchToHttp().getResponse<ServerResponse>());
    const response = new NdjsonResponse(raw, this.#logger, shapeOf(context, this.#reflector, this.#config));
    this.#open.add(response);
    raw.once('close', () => this.#open.delete(response));
    return next.handle().pipe(mergeMap((source: unknown) => response.begin(source, { maxWaiting })));
  }

  /** Called before HTTP drains or is closed: a stream would delay it as long as it lasts, or lose its last line. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isShuttingDown = true;
    await Promise.all([...this.#open].map((response) => response.interrupt(shutdownException())));
  }
}

const shutdownException = (): ServiceUnavailableException =>
  new ServiceUnavailableException('The server is shutting down');
