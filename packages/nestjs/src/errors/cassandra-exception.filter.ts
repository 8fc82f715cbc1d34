import { STATUS_CODES, type ServerResponse } from 'node:http';
import { AsyncCassandraError, errors } from '@async-cassandra/core';
import { Catch, HttpException, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import { SafeLogger } from '../safe-logger';
import { isKnownNotApplied, toHttpError, type HttpError } from './http-error';
import { serverResponse } from './server-response';
import { tellWebSocket } from './web-socket-error';

/** The common part of Express's and Fastify's replies. */
interface Reply {
  /** Fastify only: whether the reply was sent, by any code. */
  readonly sent?: boolean;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: object): unknown;
}

const retryAfterSeconds = 1;

/**
 * Answers errors of Cassandra in each context, as Nest's own filters answer unknown ones, but by their meaning for a client:
 *
 * - 503: too few nodes, or too much work (`UnavailableError`, `OverloadedError`, `OverloadError`, `NoHostAvailableError`,
 *   `ConnectionError`, ...); with Retry-After if it is certain that nothing was written
 * - 504: no answer in time (`OperationTimedOutError`, `TimeoutError`, `ReadTimeoutError`, `WriteTimeoutError`, ...)
 * - 409: `AlreadyExistsError`
 * - 500: everything else, which is logged
 *
 * Over HTTP (Express and Fastify) with that status; in a microservice `{ status: 'error', message, reason }` is the error; a
 * WebSocket gateway emits `exception` with the same; elsewhere (GraphQL) it is thrown as an `HttpException`. The answer has the
 * kind of error in `reason`, and nothing about the statement or the server. Errors of other libraries are not caught.
 *
 * @example
 * app.useGlobalFilters(new CassandraExceptionFilter());
 */
@Catch(AsyncCassandraError, errors.ResponseError, errors.OperationTimedOutError, errors.NoHostAvailableError)
export class CassandraExceptionFilter implements ExceptionFilter<Error> {
  readonly #logger = new SafeLogger(CassandraExceptionFilter.name);

  catch(error: Error, host: ArgumentsHost): void | Observable<never> {
    const meaning = toHttpError(error);
    this.#log(error, meaning.statusCode);
    switch (host.getType<string>()) {
      case 'http':
        return answer(error, meaning, host.switchToHttp().getResponse<Reply & ServerResponse>());
      case 'rpc':
        return throwError(() => toldOf(meaning));
      case 'ws':
        return tellWebSocket(toldOf(meaning), host.switchToWs());
      default:
        throw new HttpException(bodyOf(meaning), meaning.statusCode, { cause: error });
    }
  }

  #log(error: Error, statusCode: number): void {
    if (statusCode === Number(HttpStatus.INTERNAL_SERVER_ERROR)) this.#logger.error(error);
    else this.#logger.warn(`${error.name}: ${error.message}`);
  }
}

const toldOf = ({ message, reason }: HttpError): object => ({ status: 'error', message, reason });

const bodyOf = ({ statusCode, message, reason }: HttpError): object => ({
  statusCode,
  message,
  error: STATUS_CODES[statusCode],
  reason,
});

function answer(error: Error, meaning: HttpError, reply: Reply & ServerResponse): void {
  const { statusCode } = meaning;
  const raw = serverResponse(reply);
  // The answer is complete, and may still be in flight; or the client has disconnected.
  if (raw.writableEnded || raw.destroyed) return;
  // The answer has begun: cutting it off prevents that it is mistaken for a complete one.
  if (raw.headersSent) return void raw.destroy();
  if (reply.sent) return;
  if (statusCode === Number(HttpStatus.SERVICE_UNAVAILABLE) && isKnownNotApplied(error)) {
    reply.header('Retry-After', String(retryAfterSeconds));
  }
  reply.status(statusCode).send(bodyOf(meaning));
}
