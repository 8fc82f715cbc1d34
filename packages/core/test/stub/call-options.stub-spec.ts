// Every option of a call, given in each way in which a call is made, for a text and for a prepared one: seen on the wire or in what happens.
import {
  CqlStub,
  pagedRows,
  rows,
  serverError,
  voidResult,
  type ReceivedRequest,
  type StubRule,
} from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncRetryPolicy,
  BatchStatement,
  OperationTimedOutError,
  SimpleStatement,
  Token,
  TokenRange,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type ExecuteOptions,
  type ExecutionInfo,
  type policies,
} from '../../src/index';
import { optionBags } from '../option-bags';
import { walkAll, type BagName, type CallOption } from '../walk-options';

interface Outcome {
  readonly rows: readonly unknown[];
  readonly executionInfo: ExecutionInfo | undefined;
}

interface Way {
  readonly bag: BagName;
  readonly run: (
    session: AsyncCassandraSession,
    text: string,
    parameters: unknown[],
    options: object,
  ) => Promise<Outcome>;
}

const batch = (text: string, parameters: unknown[], options: object = {}): BatchStatement =>
  new BatchStatement(options).add(text, parameters);

const ways: Readonly<Record<string, Way>> = {
  execute: { bag: 'executeBag', run: (it, text, parameters, options) => it.execute(text, parameters, options) },
  executePage: { bag: 'executeBag', run: (it, text, parameters, options) => it.executePage(text, parameters, options) },
  executeBatch: {
    bag: 'executeBag',
    run: (it, text, parameters, options) => it.executeBatch(batch(text, parameters), options),
  },
  executeStream: {
    bag: 'streamBag',
    async run(it, text, parameters, options) {
      const stream = await it.executeStream(text, parameters, options);
      const read: unknown[] = [];
      for await (const row of stream) read.push(row);
      return { rows: read, executionInfo: stream.executionInfo };
    },
  },
  executeConcurrent: {
    bag: 'concurrentBag',
    async run(it, text, parameters, options) {
      for await (const { result, error } of it.executeConcurrent(text, [parameters], options)) {
        if (result === undefined) throw error;
        return result;
      }
      throw new Error('There is no outcome');
    },
  },
  SimpleStatement: {
    bag: 'statementBag',
    run: (it, text, parameters, options) => it.execute(new SimpleStatement(text, options), parameters),
  },
  BatchStatement: {
    bag: 'batchBag',
    run: (it, text, parameters, options) => it.executeBatch(batch(text, parameters, options)),
  },
};

/** Options that a batch accepts because every call does: it has no pages, and its only rows are the rows of a condition. */
const ofPages: readonly string[] = ['fetchSize', 'pagingState', 'maxRows'];

const replication = { class: 'org.apache.cassandra.locator.SimpleStrategy', replication_factor: '1' };

/** One call: a way to make it, with a text that has parameters or none. */
class Call implements AsyncDisposable {
  readonly #way: Way;
  readonly #parameters: unknown[];
  readonly write: string;
  readonly read: string;
  stub!: CqlStub;
  cluster!: AsyncCluster;
  session!: AsyncCassandraSession;

  constructor(way: Way, isPrepared: boolean) {
    this.#way = way;
    this.#parameters = isPrepared ? [1] : [];
    const value = isPrepared ? '?' : '1';
    this.write = `INSERT INTO shop.t (a) VALUES (${value})`;
    this.read = `SELECT a FROM shop.t WHERE a > ${value}`;
  }

  async connect(options: AsyncClusterOptions = {}): Promise<this> {
    this.stub = await CqlStub.start({ nodes: 3, schema: { shop: { replication, tables: {} } } });
    this.stub.when(/./).variables(this.#variables).reply(voidResult());
    this.cluster = new AsyncCluster({ ...this.stub.clusterOptions(), ...options });
    this.session = await this.cluster.connect();
    return this;
  }

  get #variables(): Record<string, 'int'> {
    return this.#parameters.length > 0 ? { a: 'int' } : {};
  }

  when(text: string): StubRule {
    return this.stub.when(text).variables(this.#variables);
  }

  run(text: string, options: ExecuteOptions): Promise<Outcome> {
    return this.#way.run(this.session, text, this.#parameters, options);
  }

  /** The request of a write with these options. */
  async sent(options: ExecuteOptions): Promise<ReceivedRequest> {
    await this.run(this.write, options);
    return this.stub.executions.findLast(({ query }) => query === this.write)!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.shutdown();
    await this.stub.close();
  }
}

class Refusing extends AsyncRetryPolicy {
  asked = 0;
  override onRequestError(): policies.retry.DecisionInfo {
    this.asked++;
    return this.rethrowResult();
  }
}

const observations = {
  consistency: async (call) => {
    expect((await call.sent({ consistency: 'localQuorum' })).consistency).toBe('LOCAL_QUORUM');
  },
  serialConsistency: async (call) => {
    expect((await call.sent({ serialConsistency: 'localSerial' })).serialConsistency).toBe('LOCAL_SERIAL');
  },
  fetchSize: async (call) => {
    expect((await call.sent({ fetchSize: 7 })).pageSize).toBe(7);
  },
  timestamp: async (call) => {
    expect((await call.sent({ timestamp: 42 })).timestamp).toBe(42n);
    expect((await call.sent({ timestamp: null })).timestamp).toBeUndefined();
  },
  keyspace: async (call) => {
    await call.sent({ keyspace: 'shop' });
    const named = call.stub.requests.filter(({ query }) => query === call.write);
    expect(named.map(({ keyspace }) => keyspace)).toContain('shop');
  },
  nowInSeconds: async (call) => {
    expect((await call.sent({ nowInSeconds: 42 })).nowInSeconds).toBe(42);
  },
  isIdempotent: async (call) => {
    call.when(call.write).once().reset();
    const { executionInfo } = await call.run(call.write, { isIdempotent: true });
    const known = executionInfo!.attempts.filter(({ outcome }) => outcome !== 'UnpreparedError');
    expect(known.map(({ outcome }) => outcome)).toEqual(['ConnectionLostError', 'success']);
  },
  retryPolicy: async (call) => {
    const retryPolicy = new Refusing();
    call.when(call.write).once().reply(serverError.bootstrapping());
    await expect(call.run(call.write, { retryPolicy })).rejects.toThrow();
    expect(retryPolicy.asked).toBe(1);
  },
  routingKey: async (call) => {
    for (const { tokens, endpoint } of call.stub.nodes) {
      const token = Token.parse(tokens[0]!);
      const range = new TokenRange(Token.fromBigInt(token.toBigInt() - 1n), token);
      for (const routingKey of [token, range]) {
        const { executionInfo } = await call.run(call.write, { routingKey, keyspace: 'shop' });
        expect(executionInfo!.coordinator).toBe(endpoint);
      }
    }
    const key = Buffer.from([0, 0, 0, 7]);
    const [replica] = call.cluster.metadata.getReplicas('shop', key)!;
    for (const routingKey of [key, [key]]) {
      const { executionInfo } = await call.run(call.write, { routingKey, keyspace: 'shop' });
      expect(executionInfo!.coordinator).toBe(replica!.endpoint);
    }
  },
  customPayload: async (call) => {
    const customPayload = { key: Buffer.from('value') };
    expect((await call.sent({ customPayload })).customPayload).toEqual(customPayload);
  },
  trace: async (call) => {
    expect((await call.sent({ trace: true })).tracing).toBe(true);
  },
  timeoutMs: async (call) => {
    // A text is prepared in the time of its caller too, which would be another error.
    await call.run(call.write, {});
    call.when(call.write).drop();
    await expect(call.run(call.write, { timeoutMs: 20 })).rejects.toThrow(OperationTimedOutError);
  },
  executionProfile: async (call) => {
    expect((await call.sent({ executionProfile: 'two' })).consistency).toBe('TWO');
  },
  pagingState: async (call) => {
    call.when(call.read).reply(pagedRows({ a: 'int' }, [[1], [2], [3]]));
    const parameters = call.read.includes('?') ? [1] : [];
    const { pagingState } = await call.session.executePage(call.read, parameters, { fetchSize: 1 });
    expect((await call.run(call.read, { pagingState, fetchSize: 1 })).rows[0]).toEqual({ a: 2 });
  },
  host: async (call) => {
    for (const host of [...call.cluster.nodes, ...call.cluster.nodes.map(({ endpoint }) => endpoint)]) {
      const { executionInfo } = await call.run(call.write, { host });
      expect(executionInfo!.coordinator).toBe(typeof host === 'string' ? host : host.endpoint);
    }
  },
  executeAs: async (call) => {
    expect((await call.sent({ executeAs: 'ada' })).customPayload).toEqual({ ProxyExecute: Buffer.from('ada') });
  },
  maxRows: async (call) => {
    call.when(call.read).reply(rows({ a: 'int' }, [[1], [2], [3]]));
    await expect(call.run(call.read, { maxRows: 2 })).rejects.toThrow('maxRows');
    expect((await call.run(call.read, { maxRows: 3 })).rows).toHaveLength(3);
  },
  signal: async (call) => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(call.run(call.write, { signal })).rejects.toThrow('enough');
    expect(call.stub.requests.filter(({ query }) => query === call.write)).toEqual([]);
  },
} satisfies Record<CallOption, (call: Call) => Promise<void>>;

const executionProfiles = { two: { consistency: 'two' } } as const;

describe.each(Object.entries(ways))('by %s', (name, way) => {
  const options = Object.keys(optionBags[way.bag].table).filter(
    (option) => option in observations && !(name.includes('Batch') && ofPages.includes(option)),
  ) as CallOption[];
  describe.each([false, true])('with parameters: %s', (isPrepared) => {
    const observed = options.map((option) => [
      option,
      async () => {
        await using call = await new Call(way, isPrepared).connect({ executionProfiles });
        await observations[option](call);
      },
    ]);
    walkAll(way.bag, Object.fromEntries(observed) as Record<string, () => Promise<void>>);
  });
});
