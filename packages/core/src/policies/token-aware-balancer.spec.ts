import { nodeAt, poolOf } from '../../test/fixture/nodes';
import type { Node } from '../connection/pool/node';
import type { PlanRequest, QueryPlan, ReplicaSource } from './query-plan';
import { TokenAwareBalancer } from './token-aware-balancer';

const token = { high: 1, low: 2 };
const keyed = { keyspace: 'shop', token } as unknown as PlanRequest;
const unkeyed = { keyspace: 'shop', token: undefined } as unknown as PlanRequest;

let local: Node[];
let remote: Node[];

beforeEach(() => {
  local = [1, 2, 3, 4, 5].map((number) => nodeAt(number));
  remote = [6, 7, 8].map((number) => nodeAt(number, { datacenter: 'dc2' }));
});

function balancerWith(replicasOf: ReplicaSource['replicasOf'] = () => undefined): TokenAwareBalancer {
  const balancer = new TokenAwareBalancer('dc1', { replicasOf });
  balancer.setNodes([...local, ...remote]);
  return balancer;
}

function drain(plan: QueryPlan): Node[] {
  const nodes: Node[] = [];
  for (let node = plan.next(); node !== undefined; node = plan.next()) nodes.push(node);
  expect(plan.next()).toBeUndefined();
  return nodes;
}

/** Enough plans to see every outcome of a fair choice among few. */
function times<T>(make: () => T): T[] {
  return Array.from({ length: 400 }, make);
}

describe('TokenAwareBalancer', () => {
  it('yields every node of the local datacenter once, and none of another', () => {
    const plans = times(() => drain(balancerWith().plan(unkeyed)));

    for (const plan of plans) expect(new Set(plan)).toEqual(new Set(local));
    expect(plans.every((plan) => plan.length === local.length)).toBe(true);
  });

  it('begins with each of the nodes in turn when no key is known', () => {
    const balancer = balancerWith();

    expect(new Set(times(() => balancer.plan(unkeyed).next()))).toEqual(new Set(local));
  });

  it('yields the local replicas first, in every order, and then the others', () => {
    const replicas = [remote[0]!, local[0]!, local[2]!, remote[1]!, local[4]!];
    const balancer = balancerWith(() => replicas);
    const orders = new Set<string>();
    for (const plan of times(() => drain(balancer.plan(keyed)))) {
      expect(new Set(plan.slice(0, 3))).toEqual(new Set([local[0], local[2], local[4]]));
      expect(new Set(plan.slice(3))).toEqual(new Set([local[1], local[3]]));
      orders.add(plan.slice(0, 3).join());
    }

    expect(orders.size).toBe(6);
  });

  it('asks for the replicas of the keyspace and token of the request', () => {
    const replicasOf = jest.fn(() => [local[3]!]);

    expect(balancerWith(replicasOf).plan(keyed).next()).toBe(local[3]);
    expect(replicasOf.mock.calls).toEqual([['shop', token]]);
  });

  it('never puts the busiest replica first', () => {
    const replicas = local.slice(0, 3);
    replicas.forEach((node, i) => (poolOf(node).inFlight = [10, 50, 20][i]!));
    const firsts = times(() =>
      balancerWith(() => replicas)
        .plan(keyed)
        .next(),
    );

    expect(new Set(firsts)).toEqual(new Set([replicas[0], replicas[2]]));
  });

  it('never puts the busiest node first when no key is known', () => {
    poolOf(local[1]!).inFlight = 9;
    const balancer = balancerWith();

    expect(times(() => balancer.plan(unkeyed).next())).not.toContain(local[1]);
  });

  it('leaves out nodes that are down, replicas too', () => {
    poolOf(local[0]!).openConnections = 0;
    poolOf(local[3]!).openConnections = 0;
    const balancer = balancerWith(() => [local[0]!, local[1]!]);

    for (const plan of times(() => drain(balancer.plan(keyed)))) {
      expect(plan[0]).toBe(local[1]);
      expect(new Set(plan)).toEqual(new Set([local[1], local[2], local[4]]));
    }
  });

  it('finds the one node that is up among many', () => {
    for (const node of local.slice(0, 4)) poolOf(node).openConnections = 0;
    const balancer = balancerWith();

    for (const plan of times(() => drain(balancer.plan(unkeyed)))) expect(plan).toEqual([local[4]]);
  });

  it('yields the other nodes when every replica is down or elsewhere', () => {
    poolOf(local[0]!).openConnections = 0;
    const balancer = balancerWith(() => [local[0]!, remote[0]!]);

    expect(new Set(drain(balancer.plan(keyed)))).toEqual(new Set(local.slice(1)));
  });

  it('leaves out a node that went down after the plan was made', () => {
    const plan = balancerWith().plan(unkeyed);
    const first = plan.next();
    const lost = local.find((node) => node !== first)!;
    poolOf(lost).openConnections = 0;

    expect(drain(plan)).not.toContain(lost);
  });

  it('yields nothing when no node is up', () => {
    for (const node of local) poolOf(node).openConnections = 0;

    expect(drain(balancerWith().plan(keyed))).toEqual([]);
  });

  it('yields nothing when there is no node', () => {
    local = [];

    expect(drain(balancerWith().plan(unkeyed))).toEqual([]);
  });

  it('asks for no replicas when the keyspace or the key is unknown', () => {
    const replicasOf = jest.fn(() => undefined);
    const balancer = balancerWith(replicasOf);
    balancer.plan(unkeyed).next();
    balancer.plan({ keyspace: undefined, token } as unknown as PlanRequest).next();

    expect(replicasOf).not.toHaveBeenCalled();
  });

  it('keeps local nodes near and ignores all others', () => {
    const balancer = balancerWith();

    expect([balancer.distanceOf(local[0]!), balancer.distanceOf(remote[0]!)]).toEqual([0, 2]);
  });

  it('does not change the array of replicas it is given', () => {
    const replicas = Object.freeze(local.slice(0, 3));
    const balancer = balancerWith(() => replicas);

    expect(() => times(() => drain(balancer.plan(keyed)))).not.toThrow();
  });
});
