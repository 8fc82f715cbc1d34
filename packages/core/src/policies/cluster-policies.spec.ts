import { nodeAt, poolOf } from '../../test/fixture/nodes';
import type { Node } from '../connection/pool/node';
import { policies, LoadBalancingPolicy, type Host } from '../driver/policies';
import { types } from '../driver/values';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { AsyncLoadBalancingPolicy } from './async-load-balancing-policy';
import { ClusterPolicies } from './cluster-policies';
import type { ExecutionDescription } from './execution-description';
import { hostOf } from './policy-host';
import type { PolicyClientContext } from './policy-client';
import type { PlanRequest, QueryPlan, ReplicaSource } from './query-plan';

const { loadBalancing } = policies;
const routingKey = Buffer.from('key');

let local: Node[];
let remote: Node[];

beforeEach(() => {
  local = [1, 2, 3, 4].map((number) => nodeAt(number));
  remote = [5, 6].map((number) => nodeAt(number, { datacenter: 'dc2' }));
});

interface Settings {
  readonly localDatacenter?: string;
  readonly replicasOf?: ReplicaSource['replicasOf'];
  readonly log?: PolicyClientContext['log'];
}

function start(policy: LoadBalancingPolicy | LoadBalancingPolicy[], settings: Settings = {}): Promise<ClusterPolicies> {
  const { localDatacenter = 'dc1', replicasOf = () => undefined, log = () => {} } = settings;
  return ClusterPolicies.start(
    { replicas: { replicasOf }, localDatacenter, options: {}, metadata: {}, log },
    [...local, ...remote],
    { loadBalancing: [policy].flat(), speculativeExecution: [] },
  );
}

function request(options: Partial<ExecutionDescription> = {}): PlanRequest {
  const description = { query: 'a text', kind: 'prepared', keyspace: 'shop', ...options } as ExecutionDescription;
  return {
    keyspace: 'shop',
    token: options.routingKey && { high: 1, low: 2 },
    isConditional: options.isConditional ?? false,
    localLevel: undefined,
    describe: () => description,
  };
}

async function planOf(cluster: ClusterPolicies, policy: LoadBalancingPolicy, asked = request()): Promise<Node[]> {
  return drain(await cluster.balancerOf(policy).plan(asked));
}

function drain(plan: QueryPlan): Node[] {
  const nodes: Node[] = [];
  for (let node = plan.next(); node !== undefined; node = plan.next()) nodes.push(node);
  return nodes;
}

describe.each([
  ['RoundRobinPolicy', () => new loadBalancing.RoundRobinPolicy(), 'all'],
  ['DCAwareRoundRobinPolicy', () => new loadBalancing.DCAwareRoundRobinPolicy('dc1'), 'local'],
  [
    'DCAwareRoundRobinPolicy without a name',
    () => new loadBalancing.DCAwareRoundRobinPolicy(undefined as never),
    'local',
  ],
  [
    'TokenAwarePolicy',
    () => new loadBalancing.TokenAwarePolicy(new loadBalancing.DCAwareRoundRobinPolicy('dc1')),
    'local',
  ],
  [
    'TokenAwarePolicy of RoundRobinPolicy',
    () => new loadBalancing.TokenAwarePolicy(new loadBalancing.RoundRobinPolicy()),
    'all',
  ],
  ['DefaultLoadBalancingPolicy', () => new loadBalancing.DefaultLoadBalancingPolicy(), 'local'],
  [
    'DefaultLoadBalancingPolicy with a name',
    () => new loadBalancing.DefaultLoadBalancingPolicy({ localDc: 'dc1' }),
    'local',
  ],
  ['policies.defaultLoadBalancingPolicy()', () => policies.defaultLoadBalancingPolicy(), 'local'],
  ['AsyncLoadBalancingPolicy', () => new AsyncLoadBalancingPolicy(), 'local'],
  [
    'TokenAwarePolicy of AsyncLoadBalancingPolicy',
    () => new loadBalancing.TokenAwarePolicy(new AsyncLoadBalancingPolicy()),
    'local',
  ],
  ['a subclass of AsyncLoadBalancingPolicy', () => new (class extends AsyncLoadBalancingPolicy {})(), 'local'],
] as const)('%s', (_name, create, reach) => {
  const reachable = () => new Set(reach === 'all' ? [...local, ...remote] : local);

  it('plans each of its nodes once', async () => {
    const policy = create();
    const cluster = await start(policy);
    for (let i = 0; i < 20; i++) {
      const nodes = await planOf(cluster, policy);

      expect(nodes).toHaveLength(reachable().size);
      expect(new Set(nodes)).toEqual(reachable());
    }
  });

  it('says how near each node is', async () => {
    const cluster = await start(create());

    expect(local.map((node) => cluster.distanceOf(node))).toEqual([0, 0, 0, 0]);
    expect(remote.map((node) => cluster.distanceOf(node))).toEqual(reach === 'all' ? [0, 0] : [2, 2]);
  });

  it('follows the nodes that come and go', async () => {
    const policy = create();
    const cluster = await start(policy);
    await planOf(cluster, policy);
    const joined = nodeAt(9);
    cluster.nodeAdded(joined);
    cluster.nodeRemoved(local[0]!);
    const expected = reachable().add(joined);
    expected.delete(local[0]!);

    expect(new Set(await planOf(cluster, policy))).toEqual(expected);
  });

  it('begins with different nodes', async () => {
    const policy = create();
    const cluster = await start(policy);
    const firsts = new Set<Node | undefined>();
    for (let i = 0; i < 200; i++) firsts.add((await planOf(cluster, policy))[0]);

    expect(firsts).toEqual(reachable());
  });
});

describe.each([
  ['TokenAwarePolicy', () => new loadBalancing.TokenAwarePolicy(new loadBalancing.DCAwareRoundRobinPolicy('dc1'))],
  ['DefaultLoadBalancingPolicy', () => new loadBalancing.DefaultLoadBalancingPolicy()],
  ['AsyncLoadBalancingPolicy', () => new AsyncLoadBalancingPolicy()],
  [
    'TokenAwarePolicy of AsyncLoadBalancingPolicy',
    () => new loadBalancing.TokenAwarePolicy(new AsyncLoadBalancingPolicy()),
  ],
  ['a subclass of AsyncLoadBalancingPolicy', () => new (class extends AsyncLoadBalancingPolicy {})()],
] as const)('%s, token-aware', (_name, create) => {
  it('plans the local replicas first, then the other local nodes', async () => {
    const policy = create();
    const replicasOf = jest.fn(() => [local[1]!, remote[0]!, local[3]!]);
    const cluster = await start(policy, { replicasOf });
    for (let i = 0; i < 50; i++) {
      const nodes = await planOf(cluster, policy, request({ routingKey }));

      expect(new Set(nodes.slice(0, 2))).toEqual(new Set([local[1], local[3]]));
      expect(new Set(nodes.slice(2))).toEqual(new Set([local[0], local[2]]));
    }

    expect(replicasOf).toHaveBeenCalledWith('shop', expect.objectContaining({ high: expect.any(Number) }));
  });

  it('plans all local nodes when the replicas are not known', async () => {
    const policy = create();
    const cluster = await start(policy, { replicasOf: () => undefined });

    expect(new Set(await planOf(cluster, policy, request({ routingKey })))).toEqual(new Set(local));
  });
});

describe('DefaultLoadBalancingPolicy of cassandra-driver', () => {
  it('prefers the replica with fewer requests in flight, of three', async () => {
    const policy = new loadBalancing.DefaultLoadBalancingPolicy();
    const cluster = await start(policy, { replicasOf: () => local.slice(0, 3) });
    poolOf(local[0]!).inFlight = 5;
    const firsts = new Set<Node | undefined>();
    for (let i = 0; i < 200; i++) firsts.add((await planOf(cluster, policy, request({ routingKey })))[0]);

    expect(firsts).toEqual(new Set([local[1], local[2]]));
  });

  it('leaves out nodes that are down', async () => {
    const policy = new loadBalancing.DefaultLoadBalancingPolicy();
    const cluster = await start(policy, { replicasOf: () => local.slice(0, 3) });
    poolOf(local[0]!).openConnections = 0;
    cluster.nodeDown(local[0]!);

    expect(await planOf(cluster, policy, request({ routingKey }))).not.toContain(local[0]);
  });

  it('keeps to its filter', async () => {
    const filter = (host: Host) => host.address !== '10.0.0.2:9042';
    const policy = new loadBalancing.DefaultLoadBalancingPolicy({ filter });
    const cluster = await start(policy);

    expect(await planOf(cluster, policy)).not.toContain(local[1]);
    expect(cluster.distanceOf(local[1]!)).toBe(types.distance.ignored);
  });
});

describe.each([
  ['AllowListPolicy', loadBalancing.AllowListPolicy],
  ['WhiteListPolicy', loadBalancing.WhiteListPolicy],
] as const)('%s', (_name, Policy) => {
  it.each([
    ['DCAwareRoundRobinPolicy', () => new loadBalancing.DCAwareRoundRobinPolicy('dc1')],
    ['AsyncLoadBalancingPolicy', () => new AsyncLoadBalancingPolicy()],
  ] as const)('keeps a %s to the listed addresses', async (_child, createChild) => {
    const policy = new Policy(createChild(), ['10.0.0.1:9042', '10.0.0.3:9042', '10.0.0.5:9042']);
    const cluster = await start(policy);

    expect(new Set(await planOf(cluster, policy))).toEqual(new Set([local[0], local[2]]));
    expect([...local, ...remote].map((node) => cluster.distanceOf(node))).toEqual([0, 2, 0, 2, 2, 2]);
  });
});

describe('a policy of the user', () => {
  abstract class UsersPolicy extends LoadBalancingPolicy {
    hosts!: { values(): Host[] };
  }

  it('may make its plan later', async () => {
    class Later extends UsersPolicy {
      override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        setImmediate(() => callback(null as never, this.hosts.values().values()));
      }
    }
    const policy = new Later();
    const cluster = await start(policy);
    const plan = cluster.balancerOf(policy).plan(request());

    expect(plan).toBeInstanceOf(Promise);
    expect(drain(await plan)).toEqual([...local, ...remote]);
  });

  it('may give any iterable', async () => {
    class Listing extends UsersPolicy {
      override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        callback(null as never, this.hosts.values() as never);
      }
    }
    const policy = new Listing();

    expect(await planOf(await start(policy), policy)).toEqual([...local, ...remote]);
  });

  it('sees what the request is', async () => {
    const seen: unknown[] = [];
    class Curious extends UsersPolicy {
      override newQueryPlan(...[keyspace, options, callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        seen.push(
          keyspace,
          options.getKeyspace(),
          options.getRoutingKey(),
          options.isPrepared(),
          options.getFixedHost(),
        );
        callback(null as never, [].values());
      }
    }
    const policy = new Curious();
    await planOf(await start(policy), policy, request({ routingKey, host: local[0]! }));

    expect(seen).toEqual(['shop', 'shop', routingKey, true, hostOf(local[0]!)]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no plan');
      },
    ],
    ['calls back with an error', (callback: (error: Error) => void) => callback(new Error('no plan'))],
  ])('fails the request when it %s', async (_how, act) => {
    class Failing extends UsersPolicy {
      override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        act(callback as unknown as (error: Error) => void);
      }
    }
    const policy = new Failing();
    const balancer = (await start(policy)).balancerOf(policy);

    expect(() => balancer.plan(request())).toThrow('no plan');
  });

  it('fails the request when its plan comes late and is an error', async () => {
    class LateFailure extends UsersPolicy {
      override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        setImmediate(() => callback(new Error('no plan'), undefined as never));
      }
    }
    const policy = new LateFailure();
    const balancer = (await start(policy)).balancerOf(policy);

    await expect(balancer.plan(request())).rejects.toThrow('no plan');
  });

  it('is named when it yields something that is no host', async () => {
    class Wrong extends UsersPolicy {
      override newQueryPlan(...[, , callback]: Parameters<LoadBalancingPolicy['newQueryPlan']>): void {
        callback(null as never, [{ address: '10.0.0.1:9042' }].values() as never);
      }
    }
    const policy = new Wrong();
    const cluster = await start(policy);

    await expect(planOf(cluster, policy)).rejects.toThrow('Wrong returned a value that is not a host of this cluster');
  });

  it('makes a node remote that it calls remote', async () => {
    class Far extends UsersPolicy {
      override getDistance(host: Host): types.distance {
        return host.datacenter === 'dc1' ? types.distance.local : types.distance.remote;
      }
    }
    const cluster = await start(new Far());

    expect([cluster.distanceOf(local[0]!), cluster.distanceOf(remote[0]!)]).toEqual([0, 1]);
  });
});

describe('ClusterPolicies', () => {
  it('starts a policy of several profiles once', async () => {
    const policy = new loadBalancing.RoundRobinPolicy();
    const init = jest.spyOn(policy, 'init');
    await start([policy, policy]);

    expect(init).toHaveBeenCalledTimes(1);
  });

  it('takes a node to be as near as the nearest policy says', async () => {
    const cluster = await start([
      new AsyncLoadBalancingPolicy(),
      new AsyncLoadBalancingPolicy({ localDatacenter: 'dc2' }),
    ]);

    expect([cluster.distanceOf(local[0]!), cluster.distanceOf(remote[0]!)]).toEqual([0, 0]);
    expect(cluster.distanceOf(nodeAt(9, { datacenter: 'dc3' }))).toBe(2);
  });

  it.each([
    ['ours', () => new AsyncLoadBalancingPolicy()],
    ['a driver’s', () => new loadBalancing.DCAwareRoundRobinPolicy(undefined as never)],
  ])('refuses a datacenter that the cluster has not, by %s', async (_whose, create) => {
    const failure = await start(create(), { localDatacenter: 'dc9' }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toMatch(/dc9.*dc1.*dc2/);
  });

  it('tells of nodes that go down and come back', async () => {
    const { client, ...cluster } = await start(new loadBalancing.RoundRobinPolicy()).then((each) => ({
      client: each.client,
      nodeUp: each.nodeUp.bind(each),
      nodeDown: each.nodeDown.bind(each),
    }));
    const events: unknown[] = [];
    for (const name of ['hostUp', 'hostDown'] as const)
      client.on(name, (host: Host) => events.push([name, host.address]));
    const host = client.hosts.get('10.0.0.1:9042');
    host.on('down', () => events.push('down')).on('up', () => events.push('up'));
    cluster.nodeUp(local[0]!);
    expect(host.isUpSince).toBeNull();
    cluster.nodeDown(local[0]!);
    cluster.nodeDown(local[0]!);
    cluster.nodeUp(local[0]!);

    expect(events).toEqual(['down', ['hostDown', '10.0.0.1:9042'], 'up', ['hostUp', '10.0.0.1:9042']]);
    expect(host.isUpSince).toBeGreaterThan(0);
  });

  it('starts and ends speculative execution policies', async () => {
    const policy = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(10, 1);
    const init = jest.spyOn(policy, 'init');
    const shutdown = jest.spyOn(policy, 'shutdown');
    const cluster = await ClusterPolicies.start(
      { replicas: { replicasOf: () => undefined }, localDatacenter: 'dc1', options: {}, metadata: {}, log: () => {} },
      local,
      { loadBalancing: [], speculativeExecution: [policy] },
    );
    cluster.shutdown();
    cluster.shutdown();

    expect(init).toHaveBeenCalledWith(cluster.client);
    expect(shutdown).toHaveBeenCalledTimes(1);
  });

  it('hands on what a policy logs', async () => {
    const log = jest.fn();
    const cluster = await start(new loadBalancing.RoundRobinPolicy(), { log });
    const generator = new policies.timestampGeneration.MonotonicTimestampGenerator(1, 1);
    generator.getDate = () => 1000;
    for (let i = 0; i < 1100; i++) generator.next(cluster.client as never);
    generator.getDate = () => 500;
    generator.next(cluster.client as never);

    expect(log).toHaveBeenCalledWith('warning', expect.stringContaining('behind the last generated timestamp'));
  });
});
