// Runs a load-balancing policy of cassandra-driver, or a user's own, unchanged on duck-typed hosts.
import { ConfigurationError, QueryError } from '../errors/async-cassandra-error';
import { messageOf } from '../errors/thrown';
import type { Node } from '../connection/pool/node';
import type { Client, Host, LoadBalancingPolicy } from '../driver/policies';
import { classNameOf, guardAnswer, onRejected } from '../waiting/guard-callback';
import { PolicyExecutionOptions } from './execution-options';
import type { CompleteFailover } from './datacenter-failover';
import { localLevelRefusal } from './failover-plan';
import type { PolicyClient } from './policy-client';
import { hostOf, PolicyHost } from './policy-host';
import type { PolicyHostMap } from './policy-host-map';
import { distance, type Distance, type LoadBalancer, type PlanRequest, type QueryPlan } from './query-plan';

/** A plan that never ends must not hold up the process. No cluster has that many nodes. */
const maxHosts = 10_000;

/** The driver expects an iterator. An iterable is accepted as well: the driver's newest policy returns a generator. */
type HostIterator = Iterator<Host> & Partial<Iterable<Host>>;

export class DriverPolicyBalancer implements LoadBalancer {
  readonly #policy: LoadBalancingPolicy;
  readonly #client: PolicyClient;
  readonly #failover: CompleteFailover | undefined;

  private constructor(policy: LoadBalancingPolicy, client: PolicyClient, failover: CompleteFailover | undefined) {
    this.#policy = policy;
    this.#client = client;
    this.#failover = failover;
  }

  /** @throws ConfigurationError when the policy's own `init` fails. */
  static async start(policy: LoadBalancingPolicy, client: PolicyClient): Promise<DriverPolicyBalancer> {
    let failover: CompleteFailover | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        failover = client.failoverOf(() => {
          const returned: unknown = policy.init(client as unknown as Client, client.hosts, (error) =>
            error ? reject(error) : resolve(),
          );
          onRejected(returned, reject);
        });
      });
    } catch (cause) {
      throw new ConfigurationError(
        `The load-balancing policy ${classNameOf(policy)} cannot start: ${messageOf(cause)}`,
        {
          cause,
        },
      );
    }
    return new DriverPolicyBalancer(policy, client, failover);
  }

  distanceOf(node: Node): Distance {
    const policy = this.#policy;
    const what = `getDistance of the load-balancing policy ${classNameOf(policy)}`;
    const answer = guardAnswer<unknown>(policy, what, () => policy.getDistance(hostOf(node)), undefined);
    // As in the driver, no answer means local.
    return answer === distance.remote || answer === distance.ignored ? answer : distance.local;
  }

  /**
   * Whether a request may use the node. The policy is asked each time, because its answer may change: a node that it now ignores
   * gets no more requests, and a node that it no longer ignores gets connections.
   */
  isWanted(node: Node): boolean {
    if (this.distanceOf(node) === distance.ignored) return false;
    if (node.isIgnored) this.#client.nodeWanted(node);
    return true;
  }

  /** Returns why the policy may not choose the node for the request at its present level. */
  refusalOf(node: Node, request: PlanRequest): Error | undefined {
    return this.#failover === undefined ? undefined : localLevelRefusal(node, this.#failover, request);
  }

  plan(request: PlanRequest): QueryPlan | Promise<QueryPlan> {
    let answer: QueryPlan | undefined;
    let failure: { readonly error: unknown } | undefined;
    let settle: (() => void) | undefined;
    const fail = (error: unknown): void => {
      if (answer !== undefined || failure !== undefined) return;
      failure = { error };
      settle?.();
    };
    const options = new PolicyExecutionOptions(request.describe());
    // The callback may come when an exception would reach the process only.
    const onPlan = (error: unknown, hosts: HostIterator): void => {
      if (answer !== undefined || failure !== undefined) return;
      if (error) {
        fail(error);
        return;
      }
      try {
        answer = new HostPlan(hosts, this.#client.hosts, classNameOf(this.#policy), this, request);
      } catch (cause) {
        fail(cause);
        return;
      }
      settle?.();
    };
    onRejected(this.#policy.newQueryPlan(request.keyspace as string, options, onPlan), fail);
    // Nearly every policy calls back before it returns: those need no promise.
    const failed = failure as { readonly error: unknown } | undefined;
    if (failed !== undefined) throw failed.error;
    if (answer !== undefined) return answer;
    return new Promise((resolve, reject) => {
      settle = () => (answer === undefined ? reject(failure?.error) : resolve(answer));
    });
  }
}

class HostPlan implements QueryPlan {
  readonly #hosts: Iterator<Host>;
  readonly #known: PolicyHostMap;
  readonly #policyName: string;
  readonly #balancer: DriverPolicyBalancer;
  readonly #request: PlanRequest;

  constructor(
    hosts: HostIterator,
    known: PolicyHostMap,
    policyName: string,
    balancer: DriverPolicyBalancer,
    request: PlanRequest,
  ) {
    onRejected(hosts, () => {});
    this.#hosts = typeof hosts.next === 'function' ? hosts : hosts[Symbol.iterator]!();
    this.#known = known;
    this.#policyName = policyName;
    this.#balancer = balancer;
    this.#request = request;
  }

  refusalOf(node: Node): Error | undefined {
    return this.#balancer.refusalOf(node, this.#request);
  }

  next(): Node | undefined {
    for (let left = maxHosts; left > 0; left--) {
      const item = this.#hosts.next();
      // An async iterator is not accepted.
      onRejected(item, () => {});
      if (item.done) return undefined;
      const host: unknown = item.value;
      if (!(host instanceof PolicyHost)) {
        throw new QueryError(
          `The load-balancing policy ${this.#policyName} returned a value that is not a host of this cluster`,
        );
      }
      // By its address: a policy that is used a second time may keep hosts of the cluster before. Skips a node that was removed
      // meanwhile, and a node of another cluster that shares this policy.
      const known = this.#known.get(host.address) as PolicyHost | undefined;
      if (known === undefined || !this.#balancer.isWanted(known.node)) continue;
      if (this.refusalOf(known.node) === undefined) return known.node;
    }
    throw new QueryError(
      `The load-balancing policy ${this.#policyName} returned ${maxHosts} hosts that are ignored or gone, and no end`,
    );
  }
}
