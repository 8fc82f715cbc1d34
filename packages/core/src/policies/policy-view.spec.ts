// What a policy of cassandra-driver sees of us: hosts, their map, the client, and the options of an execution.
import { nodeAt, poolOf } from '../../test/fixture/nodes';
import { murmur3Token } from '../routing/murmur3';
import { Long, types } from '../driver/values';
import { AsyncRetryPolicy } from './async-retry-policy';
import type { ExecutionDescription } from './execution-description';
import { PolicyExecutionOptions } from './execution-options';
import { PolicyClient, type PolicyClientContext } from './policy-client';
import { hostOf } from './policy-host';
import { PolicyHostMap } from './policy-host-map';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

describe('PolicyHost', () => {
  it('is the same object for the same node', () => {
    const node = nodeAt(1);

    expect(hostOf(node)).toBe(hostOf(node));
    expect(hostOf(node).node).toBe(node);
  });

  it('has the fields of the driver’s Host', () => {
    const host = hostOf(nodeAt(7, { datacenter: 'dc2', rack: 'r9', port: 9043, tokens: ['-1', '5'] }));

    expect(host).toMatchObject({
      address: '10.0.0.7:9043',
      datacenter: 'dc2',
      rack: 'r9',
      cassandraVersion: '5.0.8',
      tokens: ['-1', '5'],
      isUpSince: null,
      dseVersion: null,
      workloads: [],
    });
    expect(host.hostId).toBeInstanceOf(types.Uuid);
    expect(host.hostId.toString()).toBe('00000000-0000-4000-8000-000000000007');
    expect(host.getCassandraVersion()).toEqual([5, 0, 8]);
    expect(host.getDseVersion()).toEqual([]);
  });

  it('is up while the node has a connection', () => {
    const node = nodeAt(1);
    const host = hostOf(node);
    expect([host.isUp(), host.canBeConsideredAsUp()]).toEqual([true, true]);
    poolOf(node).openConnections = 0;

    expect([host.isUp(), host.canBeConsideredAsUp()]).toEqual([false, false]);
  });

  it('counts what is in flight', () => {
    const node = nodeAt(1);
    poolOf(node).inFlight = 12;

    expect(hostOf(node).getInFlight()).toBe(12);
  });

  it('counts the answers of the last moments', () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(10_000);
    const node = nodeAt(1);
    const pool = poolOf(node);
    pool.responseCount = 100;
    const host = hostOf(node);
    const counts = [host.getResponseCount()];
    clock.mockReturnValue(10_200);
    pool.responseCount = 150;
    counts.push(host.getResponseCount());
    clock.mockReturnValue(10_399);
    pool.responseCount = 160;
    counts.push(host.getResponseCount());
    clock.mockReturnValue(10_400);
    counts.push(host.getResponseCount());
    clock.mockReturnValue(10_600);
    counts.push(host.getResponseCount());
    clock.mockRestore();

    expect(counts).toEqual([100, 50, 60, 10, 0]);
  });
});

describe('PolicyHostMap', () => {
  const [one, two] = [hostOf(nodeAt(1)), hostOf(nodeAt(2))];
  let map: PolicyHostMap;
  let events: unknown[];

  beforeEach(() => {
    map = new PolicyHostMap();
    events = [];
    map.on('add', (host) => events.push(['add', host]));
    map.on('remove', (host) => events.push(['remove', host]));
    map.add(one);
    map.add(two);
  });

  it('is the driver’s HostMap', () => {
    const seen: unknown[] = [];
    map.forEach((host, address) => seen.push([address, host]));

    expect(map).toHaveLength(2);
    expect(map.keys()).toEqual(['10.0.0.1:9042', '10.0.0.2:9042']);
    expect(map.values()).toEqual([one, two]);
    expect(map.values()).toBe(map.values());
    expect(map.get('10.0.0.2:9042')).toBe(two);
    expect(map.get('10.0.0.3:9042')).toBeUndefined();
    expect(seen).toEqual([
      ['10.0.0.1:9042', one],
      ['10.0.0.2:9042', two],
    ]);
  });

  it('tells of hosts that come and go, once', () => {
    map.add(two);
    map.remove(one);
    map.remove(one);

    expect(events).toEqual([
      ['add', one],
      ['add', two],
      ['remove', one],
    ]);
    expect(map.values()).toEqual([two]);
  });

  it('keeps the new host of an address when the old one goes', () => {
    const successor = hostOf(nodeAt(1));
    map.add(successor);
    map.remove(one);

    expect(map.get('10.0.0.1:9042')).toBe(successor);
    expect(events.slice(2)).toEqual([
      ['remove', one],
      ['add', successor],
    ]);
  });
});

describe('PolicyClient', () => {
  const nodes = [nodeAt(1), nodeAt(2), nodeAt(3)];

  function clientWith(context: Partial<PolicyClientContext> = {}): PolicyClient {
    const hosts = new PolicyHostMap();
    for (const node of nodes) hosts.add(hostOf(node));
    return new PolicyClient(hosts, {
      replicas: { replicasOf: () => undefined },
      localDatacenter: 'dc1',
      options: { contactPoints: ['10.0.0.1'] },
      metadata: { keyspaces: {} },
      log: () => {},
      ...context,
    });
  }

  it('finds the replicas of an encoded partition key', () => {
    const replicasOf = jest.fn(() => [nodes[2]!, nodes[0]!]);
    const client = clientWith({ replicas: { replicasOf } });
    const key = Buffer.from('a key');

    expect(client.getReplicas('shop', key)).toEqual([hostOf(nodes[2]!), hostOf(nodes[0]!)]);
    expect(replicasOf).toHaveBeenLastCalledWith('shop', murmur3Token(key));
  });

  it('finds the replicas of a token', () => {
    const replicasOf = jest.fn(() => [nodes[1]!]);

    expect(clientWith({ replicas: { replicasOf } }).getReplicas('shop', { high: 1, low: 2 })).toEqual([
      hostOf(nodes[1]!),
    ]);
    expect(replicasOf).toHaveBeenCalledWith('shop', { high: 1, low: 2 });
  });

  it('says null where the replicas cannot be known', () => {
    expect(clientWith().getReplicas('shop', Buffer.of(1))).toBeNull();
    expect(clientWith().getReplicas(undefined, Buffer.of(1))).toBeNull();
  });

  it('has the datacenter in its options, which cannot be changed', () => {
    const { options } = clientWith();

    expect(options).toEqual({ contactPoints: ['10.0.0.1'], localDataCenter: 'dc1' });
    expect(Object.isFrozen(options)).toBe(true);
  });

  it('tells its state', () => {
    poolOf(nodes[0]!).inFlight = 4;
    poolOf(nodes[1]!).openConnections = 0;
    const state = clientWith().getState();

    expect(state.getConnectedHosts()).toEqual([hostOf(nodes[0]!), hostOf(nodes[2]!)]);
    expect(state.getInFlightQueries(hostOf(nodes[0]!))).toBe(4);
    expect(state.getOpenConnections(hostOf(nodes[1]!))).toBe(0);
    expect(state.toString()).toBe(
      '10.0.0.1:9042: 1 open connections, 4 requests in flight\n10.0.0.3:9042: 1 open connections, 0 requests in flight',
    );
  });

  it('hands on what is logged', () => {
    const log = jest.fn();
    const listener = jest.fn();
    const client = clientWith({ log }).on('log', listener);
    (client as PolicyClient).log('info', 'a message');

    expect(log).toHaveBeenCalledWith('info', 'a message');
    expect(listener).toHaveBeenCalledWith('info', 'policy', 'a message', undefined);
  });
});

describe('PolicyExecutionOptions', () => {
  const node = nodeAt(1);
  const retryPolicy = new AsyncRetryPolicy();
  const description: ExecutionDescription = {
    query: 'a text',
    kind: 'batch',
    batchType: 'counter',
    keyspace: 'shop',
    routingKey: Buffer.of(1),
    consistency: 1,
    isConditional: false,
    serialConsistency: 9,
    fetchSize: 10,
    timestamp: 5n,
    timeoutMs: 1000,
    isIdempotent: undefined,
    isTracing: true,
    customPayload: { a: Buffer.of(2) },
    pagingState: Buffer.of(3),
    host: node,
    loadBalancingPolicy: 'the policy' as never,
    retryPolicy,
    options: { given: true },
  };

  it('answers what the driver’s policies ask', () => {
    const options = new PolicyExecutionOptions(description);

    expect(options.getConsistency()).toBe(1);
    expect(options.getSerialConsistency()).toBe(9);
    expect(options.getFetchSize()).toBe(10);
    expect(options.getKeyspace()).toBe('shop');
    expect(options.getRoutingKey()).toEqual(Buffer.of(1));
    expect(options.getPageState()).toEqual(Buffer.of(3));
    expect(options.getCustomPayload()).toEqual({ a: Buffer.of(2) });
    expect(options.getReadTimeout()).toBe(1000);
    expect(options.getRetryPolicy()).toBe(retryPolicy);
    expect(options.getLoadBalancingPolicy()).toBe('the policy');
    expect(options.getRawQueryOptions()).toEqual({ given: true });
    expect(options.getFixedHost()).toBe(hostOf(node));
    expect(options.getTimestamp()).toEqual(Long.fromNumber(5));
    expect(options.isIdempotent()).toBeUndefined();
    expect(options.isQueryTracing()).toBe(true);
    expect([options.isPrepared(), options.isBatchCounter(), options.isBatchLogged()]).toEqual([false, true, false]);
    expect([options.isAutoPage(), options.getCaptureStackTrace(), options.getHints()]).toEqual([
      false,
      false,
      undefined,
    ]);
  });

  it('prefers no host until a policy sets one', () => {
    const options = new PolicyExecutionOptions({ ...description, host: undefined });
    expect([options.getFixedHost(), options.getPreferredHost()]).toEqual([undefined, undefined]);
    options.setPreferredHost(hostOf(node));

    expect(options.getPreferredHost()).toBe(hostOf(node));
  });
});
