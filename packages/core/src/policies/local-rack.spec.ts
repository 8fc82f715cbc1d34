// The plans of a cluster with a local rack, with slow nodes, and for requests that run Paxos.
import { nodeAt, poolOf } from '../../test/fixture/nodes';
import type { Node } from '../connection/pool/node';
import { nowMs } from '../waiting/timers';
import type { PlanRequest, QueryPlan } from './query-plan';
import { TokenAwareBalancer } from './token-aware-balancer';

const keyed = { keyspace: 'shop', token: { high: 1, low: 2 }, isConditional: false } as unknown as PlanRequest;
const unkeyed = { keyspace: 'shop', token: undefined, isConditional: false } as unknown as PlanRequest;
const conditional = { ...keyed, isConditional: true } as unknown as PlanRequest;

// Two nodes in each of the racks a, b and c; one of each is a replica. And a node of rack a in another datacenter.
let nodes: Record<'a1' | 'a2' | 'b1' | 'b2' | 'c1' | 'c2' | 'far', Node>;
let replicas: Node[];

beforeEach(() => {
  const local = (number: number, rack: string): Node => nodeAt(number, { rack });
  nodes = {
    a1: local(1, 'a'),
    a2: local(2, 'a'),
    b1: local(3, 'b'),
    b2: local(4, 'b'),
    c1: local(5, 'c'),
    c2: local(6, 'c'),
    far: nodeAt(7, { datacenter: 'dc2', rack: 'a' }),
  };
  replicas = [nodes.far, nodes.c1, nodes.a1, nodes.b1];
});

function balancer(rack: string | undefined = 'a'): TokenAwareBalancer {
  const made = new TokenAwareBalancer('dc1', { replicasOf: () => replicas }, { rack });
  made.setNodes(Object.values(nodes));
  return made;
}

function drain(plan: QueryPlan): string[] {
  const names: string[] = [];
  for (let node = plan.next(); node !== undefined; node = plan.next()) {
    names.push(Object.entries(nodes).find(([, each]) => each === node)![0]);
  }
  return names;
}

/** Fewer than the plans after which a slow node gets one more request. */
const times = <T>(make: () => T): T[] => Array.from({ length: 150 }, make);
const firsts = (of: TokenAwareBalancer, request = keyed): string[] => times(() => drain(of.plan(request))[0]!);
const down = (node: Node): void => void (poolOf(node).openConnections = 0);

/** The node has answered each of many requests after so long. */
function answersAfter(node: Node, durationMs: number): void {
  const now = nowMs();
  for (let i = 100; i >= 0; i--) {
    node.answerTimes.sent(now);
    node.answerTimes.answered(durationMs, now - i * durationMs, false);
  }
}

describe('a plan with a local rack', () => {
  it('has the replica of the rack, the other replicas, the nodes of the rack, the other nodes', () => {
    for (const plan of times(() => drain(balancer().plan(keyed)))) {
      expect(plan[0]).toBe('a1');
      expect(plan.slice(1, 3).sort()).toEqual(['b1', 'c1']);
      expect(plan[3]).toBe('a2');
      expect(plan.slice(4).sort()).toEqual(['b2', 'c2']);
    }
  });

  it('begins with the nodes of the rack where no key is known', () => {
    for (const plan of times(() => drain(balancer().plan(unkeyed)))) {
      expect(plan.slice(0, 2).sort()).toEqual(['a1', 'a2']);
      expect(plan.slice(2).sort()).toEqual(['b1', 'b2', 'c1', 'c2']);
    }
  });

  it('spreads over the other racks when the replica of the rack is down', () => {
    down(nodes.a1);

    expect(new Set(firsts(balancer()))).toEqual(new Set(['b1', 'c1']));
    expect(drain(balancer().plan(keyed))).not.toContain('a1');
  });

  it('goes on beside the rack when all of it is down', () => {
    down(nodes.a1);
    down(nodes.a2);

    expect(new Set(firsts(balancer(), unkeyed))).toEqual(new Set(['b1', 'b2', 'c1', 'c2']));
  });

  it('treats all racks alike when none has the name', () => {
    expect(new Set(firsts(balancer('z')))).toEqual(new Set(['a1', 'b1', 'c1']));
  });

  it('follows a node that changes its rack', () => {
    const each = balancer();
    nodes.a1.describe({ ...nodes.a1.description, rack: 'b' });
    nodes.b1.describe({ ...nodes.b1.description, rack: 'a' });

    expect(new Set(firsts(each))).toEqual(new Set(['b1']));
  });

  it('keeps to a replica with a long queue that answers in time', () => {
    poolOf(nodes.a1).inFlight = 500;
    for (const node of [nodes.a1, nodes.b1, nodes.c1]) answersAfter(node, 15);

    expect(new Set(firsts(balancer()))).toEqual(new Set(['a1']));
  });

  it('gives way to replicas that are much faster, and asks the slow one last', () => {
    answersAfter(nodes.a1, 300);
    for (const node of [nodes.b1, nodes.c1]) answersAfter(node, 2);

    expect(new Set(firsts(balancer()))).toEqual(new Set(['b1', 'c1']));
    expect(drain(balancer().plan(keyed))[2]).toBe('a1');
  });

  it('gives way to nobody who is as slow', () => {
    for (const node of [nodes.a1, nodes.b1, nodes.c1]) answersAfter(node, 300);

    expect(new Set(firsts(balancer()))).toEqual(new Set(['a1']));
  });

  it('lets one request at a time find out whether another replica is faster', () => {
    down(nodes.c1);
    answersAfter(nodes.a1, 300);
    const each = balancer();

    const sent = times(() => {
      const first = each.plan(keyed).next()!;
      if (first === nodes.b1) first.answerTimes.sent(nowMs());
      return first;
    });

    expect(sent.filter((first) => first === nodes.b1)).toHaveLength(1);
    nodes.b1.answerTimes.answered(2, nowMs(), false);
    expect(new Set(firsts(each))).toEqual(new Set(['b1']));
  });

  it('gives way when the replica of the rack does not answer at all', () => {
    for (const node of [nodes.a1, nodes.b1, nodes.c1]) answersAfter(node, 2);
    nodes.a1.answerTimes.sent(nowMs() - 2000);

    expect(firsts(balancer())).not.toContain('a1');
  });
});

describe('a plan without a rack', () => {
  it('gives a slow replica no request, though its queue is the shortest', () => {
    answersAfter(nodes.b1, 200);
    for (const node of [nodes.a1, nodes.c1]) answersAfter(node, 2);
    for (const node of [nodes.a1, nodes.c1]) poolOf(node).inFlight = 9;
    const made = new TokenAwareBalancer('dc1', { replicasOf: () => replicas });
    made.setNodes(Object.values(nodes));

    expect(new Set(firsts(made))).toEqual(new Set(['a1', 'c1']));
  });
});

describe('a plan of a request with a condition', () => {
  it.each([['a'], [undefined]])('has the local replicas in the order of the ring, with the rack %s', (rack) => {
    poolOf(nodes.c1).inFlight = 500;
    answersAfter(nodes.c1, 300);
    const made = new TokenAwareBalancer('dc1', { replicasOf: () => replicas }, { rack });
    made.setNodes(Object.values(nodes));
    for (const plan of times(() => drain(made.plan(conditional)))) {
      expect(plan.slice(0, 3)).toEqual(['c1', 'a1', 'b1']);
      expect(plan.slice(3).sort()).toEqual(['a2', 'b2', 'c2']);
    }
  });

  it('has the next replica first when one is down', () => {
    down(nodes.c1);

    expect(drain(balancer().plan(conditional)).slice(0, 2)).toEqual(['a1', 'b1']);
  });
});
