// A retry that waits first: for how long, and what ends the wait.
import { CqlStub, serverError, voidResult } from '@async-cassandra/testing';
import {
  AsyncCluster,
  AsyncRetryPolicy,
  OperationTimedOutError,
  OverloadedError,
  policies,
  type AsyncCassandraSession,
  type AsyncClusterOptions,
  type DecisionInfo,
} from '../../src/index';

interface Connected extends AsyncDisposable {
  readonly stub: CqlStub;
  readonly session: AsyncCassandraSession;
}

const read = 'SELECT a FROM t';
/** Waits for a day: what waits for it is ended by something else. */
class Endless extends AsyncRetryPolicy {
  onAsked!: () => void;
  readonly asked = new Promise<void>((resolve) => (this.onAsked = resolve));

  constructor() {
    super(3, { backoff: { baseMs: 86_400_000, maxMs: 86_400_000 } });
  }

  override onRequestError(...args: Parameters<AsyncRetryPolicy['onRequestError']>): DecisionInfo {
    this.onAsked();
    return super.onRequestError(...args);
  }
}

async function connect(options: AsyncClusterOptions, nodes = 2): Promise<Connected> {
  const stub = await CqlStub.start({ nodes });
  stub.when(read).reply(voidResult());
  const cluster = new AsyncCluster({ ...stub.clusterOptions(), ...options });
  const session = await cluster.connect();
  return {
    stub,
    session,
    async [Symbol.asyncDispose]() {
      await cluster.shutdown();
      await stub.close();
    },
  };
}

/** A read whose first attempt fails, and whose second waits for a day. */
async function delayed(it: Connected, options: { timeoutMs?: number; signal?: AbortSignal } = {}): Promise<Error> {
  it.stub.when(read).once().reply(serverError.overloaded());
  return it.session.execute(read, [], options).then(
    () => new Error('The request was answered'),
    (error: Error) => error,
  );
}

const sent = ({ stub }: Connected): number => stub.executions.filter(({ query }) => query === read).length;

describe('a retry with a delay', () => {
  it('is sent when the delay is over, to the next node', async () => {
    await using it = await connect(
      {
        retryPolicy: new AsyncRetryPolicy(3, { backoff: { baseMs: 30, maxMs: 60, jitter: 0 } }),
      },
      3,
    );
    it.stub.when(read).times(2).reply(serverError.overloaded());
    const startedAt = performance.now();
    const { attempts } = (await it.session.execute(read)).executionInfo;

    // The clock of timers has whole milliseconds.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(88);
    expect(attempts).toHaveLength(3);
    expect(attempts[0]!.node).not.toBe(attempts[1]!.node);
  });

  it('is sent to the same node by a policy of cassandra-driver that says so', async () => {
    class Patient extends policies.retry.RetryPolicy {
      override onRequestError(): DecisionInfo {
        return { ...this.retryResult(undefined as never, true), delayMs: 5 };
      }
    }
    await using it = await connect({ retryPolicy: new Patient() });
    it.stub.when(read).once().reply(serverError.overloaded());
    const { attempts } = (await it.session.execute(read)).executionInfo;

    expect(attempts.map(({ node }) => node)).toEqual([attempts[0]!.node, attempts[0]!.node]);
  });

  it.each([
    ['the time limit of the call', { timeoutMs: 3_600_000 }, {}],
    ['the time limit of the cluster', {}, { requestTimeoutMs: 3_600_000 }],
  ])('is not waited for beyond %s: the error of the node comes at once', async (_what, options, clusterOptions) => {
    await using it = await connect({ retryPolicy: new Endless(), ...clusterOptions });
    const error = await delayed(it, options);

    expect(error).toBeInstanceOf(OverloadedError);
    expect(error).toMatchObject({ executionInfo: { attempts: [{ outcome: 'OverloadedError' }] } });
    expect(sent(it)).toBe(1);
  });

  it('beyond the time limit leaves the request to the execution that still waits', async () => {
    const retryPolicy = new Endless();
    const speculativeExecutionPolicy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(0, 1);
    await using it = await connect({ retryPolicy, speculativeExecutionPolicy });
    const second = it.stub.when(read).once().hold().reply(voidResult());
    const first = it.stub.when(read).once().hold().reply(serverError.overloaded());
    const statement = it.session.execute(read, [], { isIdempotent: true, timeoutMs: 3_600_000 });
    await Promise.all([first.received(), second.received()]);
    first.release();
    await retryPolicy.asked;
    second.release();

    expect((await statement).executionInfo.attempts).toHaveLength(2);
  });

  it.each([-1, Number.NaN, Infinity, '5', 5n])(
    'of %p fails the request with an error that leads to the node’s',
    async (delayMs) => {
      class Odd extends policies.retry.RetryPolicy {
        override onRequestError(): DecisionInfo {
          return { ...this.retryResult(undefined as never, true), delayMs: delayMs as number };
        }
      }
      await using it = await connect({ retryPolicy: new Odd() });
      const error = await delayed(it);

      expect(error).toMatchObject({
        name: 'QueryError',
        cause: { name: 'TypeError', cause: { name: 'OverloadedError' } },
      });
      expect(sent(it)).toBe(1);
    },
  );

  it('ends with the signal of the request', async () => {
    const retryPolicy = new Endless();
    await using it = await connect({ retryPolicy });
    const abort = new AbortController();
    const reason = new Error('The caller has left');
    const failure = delayed(it, { signal: abort.signal, timeoutMs: 0 });
    await retryPolicy.asked;
    abort.abort(reason);

    expect(await failure).toBe(reason);
    expect(sent(it)).toBe(1);
  });

  it('ends when the session closes, without the grace of requests that wait for an answer', async () => {
    const retryPolicy = new Endless();
    await using it = await connect({ retryPolicy });
    const failure = delayed(it, { timeoutMs: 0 });
    await retryPolicy.asked;
    await it.session.close();

    expect((await failure).message).toContain('closed');
    expect(sent(it)).toBe(1);
  });

  it('that the node does not answer ends as a timeout, whose cause is the error before', async () => {
    await using it = await connect({ retryPolicy: new AsyncRetryPolicy(3) });
    it.stub.when(read).drop();
    it.stub.when(read).once().reply(serverError.overloaded());
    const error = await it.session.execute(read, [], { timeoutMs: 200 }).catch((failure: unknown) => failure);

    expect(error).toBeInstanceOf(OperationTimedOutError);
    expect(error).toMatchObject({ cause: { name: 'OverloadedError' } });
  });
});
