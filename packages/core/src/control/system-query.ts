// Queries the system tables over the control connection.
import type { Codecs } from '../codec/codecs';
import type { Row } from '../codec/row';
import type { Connection } from '../connection/connection';
import { formatEndpoint } from '../connection/endpoint';
import { consistency } from '../driver/consistency';
import { ConnectionError } from '../errors/async-cassandra-error';
import type { ByteWriter } from '../protocol/byte-writer';
import { Query } from '../protocol/requests/query';
import type { SystemRow } from './schema/schema-rows';

/** Executes a query whose parameters are all of type text. */
export type SystemQuery = (query: string, parameters?: readonly string[]) => Promise<readonly SystemRow[]>;

export async function querySystem(
  connection: Connection,
  codecs: Codecs,
  query: string,
  parameters: readonly string[],
  timeoutMs: number,
): Promise<readonly SystemRow[]> {
  const encoder = {
    count: parameters.length,
    encode(writer: ByteWriter): void {
      for (const text of parameters) writer.bytes(Buffer.from(text));
    },
  };
  const response = await connection.request(new Query(query, { consistency: consistency.one, encoder }), { timeoutMs });
  if (response.kind !== 'rows' || response.columns === null) {
    throw new ConnectionError(
      `${formatEndpoint(connection.endpoint)} answered '${query}' with ${response.kind} instead of rows`,
    );
  }
  const rows: Row[] = [];
  const { buffer, rowsStart, rowsEnd, rowCount } = response;
  codecs.rowDecoder(response.columns).decode(buffer, rowsStart, rowsEnd, rowCount, rows);
  return rows;
}
