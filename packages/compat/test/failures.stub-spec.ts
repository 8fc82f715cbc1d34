// Requests that no host answers, and clients that cannot start: which error, with what of each host, and who is told.
import { CqlStub, rows, serverError } from '@async-cassandra/testing';
import { errors, metrics, policies, types, type EngineClientOptions, type tracker } from '../src/index';
import { failureOf, StubClients } from './stub-clients.spec-support';

const query = 'SELECT name FROM users';
const { overloaded, isBootstrapping, unavailableException } = types.responseErrorCodes;
const { DCAwareRoundRobinPolicy } = policies.loadBalancing;
const clients = new StubClients();
let stub: CqlStub;

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 2 });
});

afterEach(async () => {
  await clients.shutdown();
  await stub.close();
});

function trackerOf(methods: Partial<tracker.RequestTracker>): tracker.RequestTracker {
  return { onSuccess: () => {}, onError: () => {}, shutdown: () => {}, ...methods };
}

const endpoints = (): string[] => stub.nodes.map(({ endpoint }) => endpoint).sort();

async function noHost(
  call: Promise<unknown>,
): Promise<[errors.NoHostAvailableError, Record<string, errors.ResponseError>]> {
  const error = await failureOf(call);
  expect(error).toBeInstanceOf(errors.NoHostAvailableError);
  const failure = error as errors.NoHostAvailableError;
  return [failure, failure.innerErrors as Record<string, errors.ResponseError>];
}

describe('a request that the retry policy sends to one host after the other', () => {
  test.each([
    ['overloaded', serverError.overloaded('too much'), overloaded],
    ['bootstrapping', serverError.bootstrapping('not yet'), isBootstrapping],
  ])('fails with the error of each host: %s', async (_name, reply, code) => {
    stub.when(query).reply(reply);
    const client = clients.open(stub);
    const [failure, innerErrors] = await noHost(client.execute(query, [], { isIdempotent: true }));
    expect(Object.keys(innerErrors).sort()).toEqual(endpoints());
    for (const [host, inner] of Object.entries(innerErrors)) {
      expect(inner).toBeInstanceOf(errors.ResponseError);
      expect(inner).toMatchObject({ name: 'ResponseError', code, coordinator: host });
    }
    expect(failure.message).toContain('All host(s) tried for query failed');
  });

  test('fails with the error of the one host that it is for', async () => {
    stub.when(query).reply(serverError.unavailable({ consistency: 'LOCAL_ONE', required: 1, alive: 0 }));
    const client = clients.open(stub);
    await client.connect();
    const host = client.hosts.get(stub.node(1).endpoint);
    const [, innerErrors] = await noHost(client.execute(query, [], { host }));
    expect(Object.keys(innerErrors)).toEqual([host.address]);
    expect(innerErrors[host.address]).toMatchObject({ code: unavailableException, alive: 0, required: 1 });
  });

  test('fails with the last error itself, if the policy gives up', async () => {
    stub.when(query).reply(serverError.overloaded('too much'));
    const retry = new policies.retry.FallthroughRetryPolicy();
    const error = await failureOf(clients.open(stub).execute(query, [], { isIdempotent: true, retry }));
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect(error).toMatchObject({ code: overloaded, query });
    expect((error as Error).stack).toMatch(/^ResponseError: too much\n/);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: 'too much' });
  });

  test('fails with the last error itself, if it is a server error', async () => {
    stub.when(query).reply(serverError.server('broken'));
    const error = await failureOf(clients.open(stub).execute(query, [], { isIdempotent: true }));
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect(error).toMatchObject({ name: 'ResponseError', code: types.responseErrorCodes.serverError, query });
  });

  test('tells the metrics and the tracker of each attempt', async () => {
    stub.when(query).reply(serverError.overloaded('too much'));
    const counts: Record<string, number> = { onOtherError: 0, onOtherErrorRetry: 0, onResponse: 0 };
    const counted = new metrics.DefaultMetrics();
    for (const name of Object.keys(counts)) Object.assign(counted, { [name]: () => counts[name]!++ });
    const failed: unknown[] = [];
    const requestTracker = trackerOf({
      onError: (host, _query, _parameters, _options, bytes, error) =>
        failed.push([host.address, bytes > 0, (error as errors.ResponseError).code]),
    });
    const client = clients.open(stub, { metrics: counted, requestTracker });
    await noHost(client.execute(query, [], { isIdempotent: true }));
    expect(counts).toEqual({ onOtherError: 2, onOtherErrorRetry: 2, onResponse: 2 });
    expect(failed.sort()).toEqual(endpoints().map((host) => [host, true, overloaded]));
  });

  test('tells the tracker of the attempt that failed before one succeeded', async () => {
    stub.when(query).once().reply(serverError.overloaded('too much'));
    stub.when(query).reply(rows({ name: 'text' }, [['Ada']]));
    const told: string[] = [];
    const requestTracker = trackerOf({
      onError: () => told.push('error'),
      onSuccess: () => told.push('success'),
    });
    const result = await clients.open(stub, { requestTracker }).execute(query, [], { isIdempotent: true });
    expect(result.rowLength).toBe(1);
    expect(told).toEqual(['error', 'success']);
  });
});

describe('a request that cannot be sent', () => {
  test('leaves out a host that the load-balancing policy ignores', async () => {
    const loadBalancing = new policies.loadBalancing.AllowListPolicy(new policies.loadBalancing.RoundRobinPolicy(), [
      stub.node(0).endpoint,
    ]);
    const client = clients.open(stub, { policies: { loadBalancing } });
    await client.connect();
    const host = client.hosts.get(stub.node(1).endpoint);
    const [, innerErrors] = await noHost(client.execute(query, [], { host }));
    expect(innerErrors).toEqual({});
  });

  test('has a BusyConnectionError for a host with too many requests', async () => {
    const held = stub
      .when(query)
      .hold()
      .reply(rows({ name: 'text' }, [['Ada']]));
    const client = clients.open(stub, { pooling: { maxRequestsPerConnection: 1 } });
    await client.connect();
    const host = client.hosts.get(stub.node(0).endpoint);
    const first = client.execute(query, [], { host });
    await held.received();
    const [, innerErrors] = await noHost(client.execute(query, [], { host }));
    expect(innerErrors[host.address]).toBeInstanceOf(errors.BusyConnectionError);
    held.release();
    await first;
  });
});

describe('a client whose datacenter is not there', () => {
  const connecting = (options: Partial<EngineClientOptions>): Promise<unknown> =>
    failureOf(clients.open(stub, { contactPoints: [stub.node(0).endpoint], ...options }).connect());

  test('fails with the error of the contact point, for option localDataCenter', async () => {
    const [, innerErrors] = await noHost(
      clients.open(stub, { contactPoints: [stub.node(0).endpoint], localDataCenter: 'nowhere' }).connect(),
    );
    expect(innerErrors[stub.node(0).endpoint]).toBeInstanceOf(errors.ArgumentError);
  });

  test('fails with the error of the load-balancing policy itself', async () => {
    const error = await connecting({ policies: { loadBalancing: new DCAwareRoundRobinPolicy('nowhere') } });
    expect(error).toBeInstanceOf(errors.ArgumentError);
    expect((error as Error).message).toMatch(/^Datacenter nowhere was not found/);
  });
});

test('libraries find the version of the protocol and a host where cassandra-driver has them', async () => {
  const client = clients.open(stub);
  const undeclared = client as unknown as { controlConnection: { protocolVersion: number | null; host: unknown } };
  expect(undeclared.controlConnection).toEqual({ host: null, protocolVersion: null });
  await client.connect();
  expect(undeclared.controlConnection).toMatchObject({ protocolVersion: 5, host: { cassandraVersion: '5.0.8' } });
});
