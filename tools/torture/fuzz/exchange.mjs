// One connection for one scene: sends its requests and collects the answers as comparable text.
import { types } from '@async-cassandra/core';
import { Codecs, Connection, decodeResponse, ProtocolError } from '@async-cassandra/core/internal';

const connectionOptions = {
  connectTimeoutMs: 4 * 60_000,
  idleHeartbeatIntervalMs: 0,
  maxRequestsPerConnection: 64,
  maxOrphanedRequests: 32,
  clientId: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
};

/** With and without generated code: both must decode the same. */
const codecs = [new Codecs({ compile: true, cacheSize: 64 }), new Codecs({ compile: false })];

export class Exchange {
  /** For each request its `answer` or its `error`; the events are last. */
  outcomes = [];
  #events = [];
  #expectedEvents = 0;
  #columns;
  #isLost = false;
  #done;

  /** Resolves when every request has an outcome, and the events have arrived or the connection has closed. */
  async run(endpoint, { requests, flags = 0, events = 0, columns }, compressor) {
    this.#expectedEvents = events;
    this.#columns = columns;
    const connection = await Connection.open(endpoint, { ...connectionOptions, compressor }, this);
    this.outcomes = requests.map(() => undefined);
    await new Promise((resolve) => {
      this.#done = resolve;
      requests.forEach((request, index) => connection.send(request, this.#handlerOf(index, connection), flags));
    });
    connection.close();
    return [...this.outcomes, ...this.#events];
  }

  onEvent(event) {
    this.#events.push({ answer: JSON.stringify(event) });
    this.#look();
  }

  onLost() {
    this.#isLost = true;
    this.#look();
  }

  #handlerOf(index, connection) {
    const settle = (outcome) => {
      this.outcomes[index] = outcome;
      this.#look();
    };
    return {
      requestBytes: 0,
      onResponse: (envelope) => {
        try {
          settle({ answer: describe(decodeResponse(envelope), this.#columns) });
        } catch (error) {
          settle({ error });
          // As the users of a connection do: bytes after the error cannot be trusted.
          if (error instanceof ProtocolError) connection.close(error);
        }
      },
      onConnectionLost: (error) => settle({ error }),
    };
  }

  #look() {
    if (this.outcomes.includes(undefined)) return;
    if (this.#events.length >= this.#expectedEvents || this.#isLost) this.#done?.();
  }
}

function describe(response, columns) {
  if (response.kind === 'error') {
    const { error } = response;
    return JSON.stringify({ name: error.name, message: error.message, ...error });
  }
  if (response.kind !== 'rows') return JSON.stringify(response);
  const { buffer, rowsStart, rowsEnd, rowCount, ...rest } = response;
  const described = response.columns ?? columns;
  if (described === undefined) throw new ProtocolError('Rows came without their columns');
  const [compiled, interpreted] = codecs.map((each) => {
    const rows = [];
    const end = each.rowDecoder(described).decode(buffer, rowsStart, rowsEnd, rowCount, rows);
    if (end !== rowsEnd) throw new ProtocolError('Bytes follow the last row');
    return JSON.stringify(rows.map(plain));
  });
  if (compiled !== interpreted) throw new Error(`Two decoders disagree: ${compiled} and ${interpreted}`);
  return `${JSON.stringify(rest)} ${compiled}`;
}

/** Returns a JSON-compatible value: a decimal with a damaged scale has more digits than a string may have. */
function plain(value) {
  if (value instanceof types.BigDecimal) return types.BigDecimal.toBuffer(value).toString('hex');
  if (typeof value === 'bigint') return String(value);
  if (value instanceof types.Tuple) return value.values().map(plain);
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return Array.from(value, plain);
  if (typeof value !== 'object' || value === null || typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
