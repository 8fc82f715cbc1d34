import { STATUS_CODES, type ServerResponse } from 'node:http';
import { AsyncCassandraError, errors } from '@async-cassandra/core';
import { Catch, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import { serverResponse } from './server-response';
import { toHttpError } from './http-error';

/** What a reply of Express and one of Fastify have in common. */
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: object): unknown;
}

const retryAfterSeconds = 1;

/**
 * Answers errors of Cassandra over HTTP, with Express and Fastify:
 *
 * - 503 with Retry-After: too few nodes, or too much work (`UnavailableError`, `OverloadedError`, `OverloadError`,
 *   `NoHostAvailableError`, `ConnectionError`, ...)
 * - 504: no answer in time (`OperationTimedOutError`, `TimeoutError`, `ReadTimeoutError`, `WriteTimeoutError`, ...)
 * - 409: `AlreadyExistsError`
 * - 500: everything else, which is logged
 *
 * The body says the kind of error in `reason`, and nothing of the statement. Other errors than Cassandra's are not caught.
 *
 * @example
 * app.useGlobalFilters(new CassandraExceptionFilter());
 */
@Catch(AsyncCassandraError, errors.ResponseError, errors.OperationTimedOutError, errors.NoHostAvailableError)
export class CassandraExceptionFilter implements ExceptionFilter<Error> {
  readonly #logger = new Logger(CassandraExceptionFilter.name);

  catch(error: Error, host: ArgumentsHost): void | Observable<never> {
    if (host.getType() === 'rpc') return throwError(() => error);
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<Reply & ServerResponse>();
    const { statusCode, message, reason } = toHttpError(error);
    this.#log(error, statusCode);
    const raw = serverResponse(reply);
    // The answer has begun: cut off, it is not mistaken for a whole one.
    if (raw.headersSent) return void raw.destroy();
    if (statusCode === HttpStatus.SERVICE_UNAVAILABLE) reply.header('Retry-After', String(retryAfterSeconds));
    reply.status(statusCode).send({ statusCode, message, error: STATUS_CODES[statusCode], reason });
  }

  #log(error: Error, statusCode: number): void {
    if (statusCode === Number(HttpStatus.INTERNAL_SERVER_ERROR)) this.#logger.error(error);
    else this.#logger.warn(`${error.name}: ${error.message}`);
  }
}
