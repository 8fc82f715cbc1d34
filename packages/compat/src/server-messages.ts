// cassandra-driver's messages for server errors with fields, which replace the server's message.
import { types, type errors } from 'cassandra-driver';

type Fields = Partial<Record<string, unknown>>;

const { responseErrorCodes } = types;

const consistencyNames = new Map(
  Object.entries(types.consistencies).map(([name, level]) => [
    level as unknown,
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  ]),
);

const messages: Readonly<Record<number, (level: string, fields: Fields) => string>> = {
  [responseErrorCodes.unavailableException]: (level, { required, alive }) =>
    `Not enough replicas available for query at consistency ${level} (${required} required but only ${alive} alive)`,
  [responseErrorCodes.readTimeout]: (level, fields) =>
    `Server timeout during read query at consistency ${level} (${readTimeout(fields)})`,
  [responseErrorCodes.readFailure]: (level, fields) =>
    `Server failure during read query at consistency ${level} (${failed(fields)})`,
  [responseErrorCodes.writeTimeout]: (level, { writeType, received, blockFor }) =>
    `Server timeout during ${writeType === 'BATCH_LOG' ? 'batchlog write' : 'write query'} at consistency ${level} ` +
    `(${received} peer(s) acknowledged the write over ${blockFor} required)`,
  [responseErrorCodes.writeFailure]: (level, fields) =>
    `Server failure during write query at consistency ${level} (${failed(fields)})`,
};

/** Returns undefined if cassandra-driver keeps the server's message. */
export function driverMessageOf(error: errors.ResponseError): string | undefined {
  const fields = error as unknown as Fields;
  const level = consistencyNames.get(fields['consistencies']);
  return level === undefined ? undefined : messages[error.code]?.(level, fields);
}

function readTimeout({ received, blockFor, isDataPresent }: Fields): string {
  if ((received as number) < (blockFor as number)) return `${received} replica(s) responded over ${blockFor} required`;
  return isDataPresent
    ? 'timeout while waiting for repair of inconsistent replica'
    : "the replica queried for the data didn't respond";
}

function failed({ blockFor, received, failures }: Fields): string {
  return `${blockFor} responses were required but only ${received} replicas responded, ${failures} failed`;
}
