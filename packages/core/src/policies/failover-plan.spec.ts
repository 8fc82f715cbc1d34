import { nodeAt, poolOf } from '../../test/fixture/nodes';
import type { Node } from '../connection/pool/node';
import { policies, type LoadBalancingPolicy } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { AsyncLoadBalancingPolicy } from './async-load-balancing-policy';
import { ClusterPolicies } from './cluster-policies';
import { completeFailover, type DatacenterFailover } from './datacenter-failover';
import type { ExecutionDescription } from './execution-description';
import type { PolicyClientContext } from './policy-client';
import type { PlanRequest, QueryPlan } from './query-plan';

const { AllowListPolicy, DCAwareRoundRobinPolicy } = policies.loadBalancing;

let local: Node[];
let west: Node[];
let north: Node[];

beforeEach(() => {
  local = [1, 2].map((number) => nodeAt(number));
  west = [3, 4, 5].map((number) => nodeAt(number, { datacenter: 'west' }));
  north = [6].map((number) => nodeAt(number, { datacenter: 'north' }));
});

const all = (): Node[] => [...local, ...west, ...north];
const down = (nodes: readonly Node[]): void => nodes.forEach((node) => (poolOf(node).openConnections = 0));

function start(
  datacenterFailover: DatacenterFailover | undefined,
  policy: LoadBalancingPolicy = new AsyncLoadBalancingPolicy(),
  more: Partial<PolicyClientContext> = {},
): Promise<ClusterPolicies> {
  return ClusterPolicies.start(
    {
      replicas: { replicasOf: () => [west[1]!, local[0]!, north[0]!] },
      localDatacenter: 'dc1',
      datacenterFailover: completeFailover(datacenterFailover, 'dc1'),
      options: {},
      metadata: {},
      log: () => {},
      ...more,
    },
    all(),
    { loadBalancing: [policy], speculativeExecution: [] },
  );
}

/** A request at ONE, or at LOCAL_ONE. */
function request(localLevel?: 'LOCAL_ONE', isConditional = false): PlanRequest {
  const description = {
    query: 'a text',
    kind: 'prepared',
    keyspace: 'shop',
    routingKey: Buffer.of(1),
    consistency: localLevel === undefined ? 1 : 10,
    isConditional,
  } as ExecutionDescription;
  return { keyspace: 'shop', token: { high: 1, low: 2 }, isConditional, localLevel, describe: () => description };
}

function drain(plan: QueryPlan): Node[] {
  const nodes: Node[] = [];
  for (let node = plan.next(); node !== undefined; node = plan.next()) nodes.push(node);
  return nodes;
}

describe.each([
  ['the default policy', () => new AsyncLoadBalancingPolicy()],
  [
    'the default policy inside another',
    () =>
      new AllowListPolicy(
        new AsyncLoadBalancingPolicy(),
        [1, 2, 3, 4, 5, 6].map((number) => `10.0.0.${number}:9042`),
      ),
  ],
])('a failover by %s', (_name, create) => {
  async function planned(failover: DatacenterFailover, asked = request()): Promise<Node[]> {
    const policy = create();
    const cluster = await start(failover, policy);
    return drain(await cluster.balancerOf(policy).plan(asked));
  }

  it('asks no other datacenter while a local node is up', async () => {
    down([local[0]!]);

    expect(await planned({ datacenters: ['west'] })).toEqual([local[1]]);
  });

  it('asks the other datacenters in their order, replicas first, when all local nodes are down', async () => {
    down(local);
    const plan = await planned({ datacenters: ['north', 'west'] });

    expect(plan.slice(0, 2)).toEqual([north[0], west[1]]);
    expect(new Set(plan.slice(2))).toEqual(new Set([west[0], west[2]]));
  });

  it('leaves out nodes that are down, and datacenters that it does not name', async () => {
    down([...local, west[1]!]);

    expect(new Set(await planned({ datacenters: ['west'] }))).toEqual(new Set([west[0], west[2]]));
  });

  it('refuses a local level, unless it is allowed', async () => {
    down(local);

    expect(await planned({ datacenters: ['west'] }, request('LOCAL_ONE'))).toEqual([]);
    const allowed = { datacenters: ['west'], allowLocalConsistency: true };
    expect(await planned(allowed, request('LOCAL_ONE'))).toHaveLength(3);
  });

  it('keeps the nodes of the other datacenters connected, and no more of them than it may', async () => {
    const policy = create();
    const cluster = await start({ datacenters: ['west'], nodesPerDatacenter: 2 }, policy);
    const distances = all().map((node) => cluster.distanceOf(node));

    expect(distances.slice(0, 2)).toEqual([0, 0]);
    expect(distances.slice(2, 5).sort()).toEqual([1, 1, 2]);
    expect(distances[5]).toBe(2);
    down(local);
    expect(drain(await cluster.balancerOf(policy).plan(request()))).toHaveLength(2);
  });
});

describe('a failover', () => {
  it('has the replicas in the order of the ring for a request with a condition', async () => {
    down(local);
    const policy = new AsyncLoadBalancingPolicy();
    const [one, two] = [west[0]!, west[2]!];
    const cluster = await start({ datacenters: ['west'] }, policy, { replicas: { replicasOf: () => [two, one] } });
    const plan = await cluster.balancerOf(policy).plan(request(undefined, true));

    expect(drain(plan)).toEqual([two, one, west[1]]);
  });

  it('begins when the last local node goes down during a request', async () => {
    const policy = new AsyncLoadBalancingPolicy();
    const plan = await (await start({ datacenters: ['north'] }, policy)).balancerOf(policy).plan(request());
    plan.next();
    plan.next();

    expect(plan.next()).toBeUndefined();
    down(local);
    expect(plan.next()).toBe(north[0]);
  });

  it('names the reason why a node was not asked', async () => {
    down(local);
    const policy = new AsyncLoadBalancingPolicy();
    const cluster = await start({ datacenters: ['north'] }, policy);
    const plan = await cluster.balancerOf(policy).plan(request('LOCAL_ONE'));

    expect(plan.refusalOf!(north[0]!)!.message).toMatch(/'north' is not asked at LOCAL_ONE.*allowLocalConsistency/);
    expect(plan.refusalOf!(local[0]!)).toBeUndefined();
    expect((await cluster.balancerOf(policy).plan(request())).refusalOf!(north[0]!)).toBeUndefined();
  });

  it('wants a node in the place of one that was removed', async () => {
    const wanted: Node[] = [];
    west = [];
    const ignored = [nodeAt(8, { datacenter: 'west' }), nodeAt(9, { datacenter: 'west' })];
    west.push(...ignored);
    const cluster = await start({ datacenters: ['west'], nodesPerDatacenter: 1 }, undefined, {
      nodeWanted: (node) => wanted.push(node),
    });
    const [taken] = west.filter((node) => cluster.distanceOf(node) === 1);
    const [other] = west.filter((node) => node !== taken);
    other!.attach(undefined as never);
    cluster.nodeRemoved(taken!);

    expect(wanted).toEqual([other]);
    expect(cluster.distanceOf(other!)).toBe(1);
  });

  it.each([
    [{ datacenters: ['south'] }, /no datacenter 'south' \(datacenterFailover\); it has 'dc1', 'north', 'west'/],
    [{ datacenters: ['dc1'] }, /must not name 'dc1', the local datacenter/],
    [{ datacenters: [] }, /at least one other datacenter/],
    [{}, /at least one other datacenter/],
    [{ datacenters: ['west', 'west'] }, /'datacenterFailover.datacenters' must be a list of names/],
    [{ datacenters: 'west' }, /'datacenterFailover.datacenters' must be a list of names/],
    [{ datacenters: ['west'], nodesPerDatacenter: 0 }, /nodesPerDatacenter' must be a whole number from 1/],
  ])('refuses %j', async (failover, message) => {
    const attempt = async (): Promise<unknown> => start(failover as never);

    await expect(attempt()).rejects.toThrow(ConfigurationError);
    await expect(attempt()).rejects.toThrow(message);
  });
});

describe('localRack and datacenterFailover', () => {
  it.each([
    [{ localRack: 'r1' }, 'localRack'],
    [{ datacenterFailover: completeFailover({ datacenters: ['west'] }, 'dc1') }, 'datacenterFailover'],
  ])('are refused where no policy follows them: %j', async (options, name) => {
    const policies = [new DCAwareRoundRobinPolicy('dc1'), new AsyncLoadBalancingPolicy({ localDatacenter: 'west' })];
    for (const policy of policies) {
      await expect(start(undefined, policy, options)).rejects.toThrow(`Option '${name}' has no effect`);
    }
  });

  it('warn of a rack that the local datacenter has not', async () => {
    const log = jest.fn();
    await start(undefined, undefined, { localRack: 'r9', log });

    expect(log).toHaveBeenCalledWith('warning', expect.stringMatching(/'dc1' has no rack 'r9'.*it has 'r1'/));
  });
});
