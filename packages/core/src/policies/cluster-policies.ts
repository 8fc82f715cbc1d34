// Runs the policies of one cluster: starts each load-balancing policy once, and tells all of them when nodes are added, removed, up
// or down. The cluster creates one of these when it connects.
import type { Node } from '../connection/pool/node';
import type { Client, LoadBalancingPolicy, SpeculativeExecutionPolicy } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { classNameOf, guardCallback, guardEmit } from '../waiting/guard-callback';
import { AsyncLoadBalancingPolicy, checkDatacenter } from './async-load-balancing-policy';
import { DriverPolicyBalancer } from './driver-policy-balancer';
import { checkFailover } from './datacenter-failover';
import { PolicyClient, type PolicyClientContext } from './policy-client';
import { hostOf } from './policy-host';
import { PolicyHostMap } from './policy-host-map';
import { distance, type Distance, type LoadBalancer } from './query-plan';
import { TokenAwareBalancer } from './token-aware-balancer';

export interface UsedPolicies {
  /** The policies of the cluster and of its execution profiles. */
  readonly loadBalancing: Iterable<LoadBalancingPolicy>;
  readonly speculativeExecution: Iterable<SpeculativeExecutionPolicy>;
}

export class ClusterPolicies {
  /** The client that the driver's policies and timestamp generators receive. */
  readonly client: PolicyClient;
  readonly #context: PolicyClientContext;
  readonly #nodes: Set<Node>;
  readonly #hosts = new PolicyHostMap();
  readonly #balancers = new Map<LoadBalancingPolicy, LoadBalancer>();
  readonly #tokenAware: TokenAwareBalancer[] = [];
  readonly #speculative = new Set<SpeculativeExecutionPolicy>();

  private constructor(context: PolicyClientContext, nodes: Iterable<Node>) {
    this.#context = context;
    this.#nodes = new Set(nodes);
    for (const node of this.#nodes) this.#hosts.add(hostOf(node));
    this.client = new PolicyClient(this.#hosts, context);
  }

  /** @throws ConfigurationError when a policy cannot be used with these nodes: an unknown datacenter, for example. */
  static async start(
    context: PolicyClientContext,
    nodes: Iterable<Node>,
    { loadBalancing, speculativeExecution }: UsedPolicies,
  ): Promise<ClusterPolicies> {
    const policies = new ClusterPolicies(context, nodes);
    policies.#checkPlaces();
    for (const policy of new Set(loadBalancing)) policies.#balancers.set(policy, await policies.#startBalancer(policy));
    policies.#refuseUnusedPlaces();
    for (const policy of new Set(speculativeExecution)) {
      policies.#speculative.add(policy);
      try {
        // A hand-written policy may have neither `init` nor `shutdown`.
        const started: unknown = policy.init?.(policies.client as unknown as Client);
        await started;
      } catch (cause) {
        policies.shutdown();
        throw new ConfigurationError(`The speculative execution policy ${classNameOf(policy)} cannot start`, { cause });
      }
    }
    return policies;
  }

  /** Returns the balancer of a policy that was given to `start`. */
  balancerOf(policy: LoadBalancingPolicy): LoadBalancer {
    const balancer = this.#balancers.get(policy);
    if (balancer === undefined) throw new RangeError('The load-balancing policy belongs to no profile of this cluster');
    return balancer;
  }

  /** Returns the smallest distance that any of the policies gives the node. */
  distanceOf(node: Node): Distance {
    let nearest: Distance = distance.ignored;
    for (const balancer of this.#balancers.values()) {
      const each = balancer.distanceOf(node);
      if (each < nearest) nearest = each;
    }
    return nearest;
  }

  nodeAdded(node: Node): void {
    this.#nodes.add(node);
    this.#updateTokenAware();
    const host = hostOf(node);
    this.#hosts.add(host);
    guardEmit(this.client, 'hostAdd', host);
  }

  nodeRemoved(node: Node): void {
    this.#nodes.delete(node);
    this.#updateTokenAware();
    // Another node takes the place of one that was kept ready for the failure of the local datacenter.
    for (const { standbyNodes } of this.#tokenAware) {
      for (const other of standbyNodes) if (other.isIgnored) this.client.nodeWanted(other);
    }
    const host = hostOf(node);
    this.#hosts.remove(host);
    guardEmit(this.client, 'hostRemove', host);
  }

  nodeUp(node: Node): void {
    const host = hostOf(node);
    if (host.markUp()) guardEmit(this.client, 'hostUp', host);
  }

  nodeDown(node: Node): void {
    const host = hostOf(node);
    if (host.markDown()) guardEmit(this.client, 'hostDown', host);
  }

  shutdown(): void {
    const policies = [...this.#speculative];
    this.#speculative.clear();
    for (const policy of policies) {
      guardCallback(policy, `shutdown of the policy ${classNameOf(policy)}`, () => policy.shutdown?.());
    }
    // A load-balancing policy of the driver that is used by another cluster afterwards forgets the hosts that it has cached.
    for (const host of this.#hosts.values()) this.#hosts.remove(host);
  }

  async #startBalancer(policy: LoadBalancingPolicy): Promise<LoadBalancer> {
    // A subclass of our policy may override any method of the driver's contract.
    if (policy.constructor !== AsyncLoadBalancingPolicy) return DriverPolicyBalancer.start(policy, this.client);
    const { localDatacenter } = policy as AsyncLoadBalancingPolicy;
    const names = [...this.#nodes].map(({ datacenter }) => datacenter);
    const datacenter = checkDatacenter(localDatacenter ?? this.#context.localDatacenter, names);
    const balancer = new TokenAwareBalancer(datacenter, this.#context.replicas, this.client.placeFor(datacenter));
    balancer.setNodes(this.#nodes);
    this.#tokenAware.push(balancer);
    return balancer;
  }

  #updateTokenAware(): void {
    for (const balancer of this.#tokenAware) balancer.setNodes(this.#nodes);
  }

  /** @throws ConfigurationError when a datacenter of the failover cannot be one. An unknown rack is only a warning: it may have no node yet. */
  #checkPlaces(): void {
    const { localDatacenter, localRack, datacenterFailover } = this.#context;
    if (localDatacenter === undefined) return;
    const nodes = [...this.#nodes];
    if (datacenterFailover !== undefined) {
      checkFailover(
        datacenterFailover,
        localDatacenter,
        nodes.map(({ datacenter }) => datacenter),
      );
    }
    if (localRack === undefined) return;
    const racks = new Set(nodes.filter(({ datacenter }) => datacenter === localDatacenter).map(({ rack }) => rack));
    if (racks.size === 0 || racks.has(localRack)) return;
    const list = [...racks].sort().map((each) => `'${each}'`);
    this.#context.log(
      'warning',
      `The datacenter '${localDatacenter}' has no rack '${localRack}' (localRack); it has ${list.join(', ')}. No node is preferred`,
    );
  }

  #refuseUnusedPlaces(): void {
    const { localRack, datacenterFailover } = this.#context;
    if (this.client.isPlaceUsed || (localRack === undefined && datacenterFailover === undefined)) return;
    const name = localRack === undefined ? 'datacenterFailover' : 'localRack';
    throw new ConfigurationError(
      `Option '${name}' has no effect: no load-balancing policy of this cluster is an AsyncLoadBalancingPolicy of '${this.#context.localDatacenter}'. ` +
        'Leave out the option or the policy',
    );
  }
}
