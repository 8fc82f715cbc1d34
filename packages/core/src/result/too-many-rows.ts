import { QueryError } from '../errors/async-cassandra-error';
import { errorCode } from '../errors/error-codes';

export function tooManyRows(what: string, maxRows: number, advice: string): QueryError {
  return new QueryError(`${what} has more than ${maxRows} rows (maxRows)${advice}`, { code: errorCode.tooManyRows });
}
