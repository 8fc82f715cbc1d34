// One of cassandra-driver's load-balancing policies, or a user's own, at work in one cluster: unchanged, on duck-typed hosts.
import { ConfigurationError, QueryError } from '../errors/async-cassandra-error';
import type { Node } from '../connection/pool/node';
import type { Client, Host, LoadBalancingPolicy } from '../driver/policies';
import { PolicyExecutionOptions } from './execution-options';
import type { PolicyClient } from './policy-client';
import { hostOf, type PolicyHost } from './policy-host';
import { distance, type Distance, type LoadBalancer, type PlanRequest, type QueryPlan } from './query-plan';

/** The driver takes an iterator, and its own newest policy gives a generator: an iterable is taken as well. */
type HostIterator = Iterator<Host> & Partial<Iterable<Host>>;

export class DriverPolicyBalancer implements LoadBalancer {
  readonly #policy: LoadBalancingPolicy;
  readonly #client: PolicyClient;

  private constructor(policy: LoadBalancingPolicy, client: PolicyClient) {
    this.#policy = policy;
    this.#client = client;
  }

  /** @throws ConfigurationError when the policy's own `init` fails. */
  static async start(policy: LoadBalancingPolicy, client: PolicyClient): Promise<DriverPolicyBalancer> {
    try {
      await new Promise<void>((resolve, reject) => {
        policy.init(client as unknown as Client, client.hosts, (error) => (error ? reject(error) : resolve()));
      });
    } catch (cause) {
      const { message } = cause as Partial<Error>;
      throw new ConfigurationError(`The load-balancing policy ${nameOf(policy)} cannot start: ${message}`, { cause });
    }
    return new DriverPolicyBalancer(policy, client);
  }

  distanceOf(node: Node): Distance {
    const answer = this.#policy.getDistance(hostOf(node)) as number | undefined;
    // As the driver does: no answer is local.
    return answer === distance.remote || answer === distance.ignored ? answer : distance.local;
  }

  /**
   * Whether a request may go to the node. The policy is asked each time, because it may change its mind: a node that it ignores by
   * now gets no more requests, and one that it no longer ignores gets connections, for the requests to come.
   */
  isWanted(node: Node): boolean {
    if (this.distanceOf(node) === distance.ignored) return false;
    if (node.isIgnored) this.#client.nodeWanted(node);
    return true;
  }

  plan(request: PlanRequest): QueryPlan | Promise<QueryPlan> {
    let answer: QueryPlan | undefined;
    let failure: Error | undefined;
    let settle: (() => void) | undefined;
    const options = new PolicyExecutionOptions(request.describe());
    this.#policy.newQueryPlan(request.keyspace as string, options, (error: Error | null, hosts: HostIterator) => {
      if (answer !== undefined || failure !== undefined) return;
      if (error) failure = error;
      else answer = new HostPlan(hosts, nameOf(this.#policy), this);
      settle?.();
    });
    // Nearly every policy answers before it returns: no promise for those.
    if (failure !== undefined) throw failure;
    if (answer !== undefined) return answer;
    return new Promise((resolve, reject) => {
      settle = () => (answer === undefined ? reject(failure as Error) : resolve(answer));
    });
  }
}

class HostPlan implements QueryPlan {
  readonly #hosts: Iterator<Host>;
  readonly #policyName: string;
  readonly #balancer: DriverPolicyBalancer;

  constructor(hosts: HostIterator, policyName: string, balancer: DriverPolicyBalancer) {
    this.#hosts = typeof hosts.next === 'function' ? hosts : hosts[Symbol.iterator]!();
    this.#policyName = policyName;
    this.#balancer = balancer;
  }

  next(): Node | undefined {
    for (;;) {
      const item = this.#hosts.next();
      if (item.done) return undefined;
      const node = (item.value as Partial<PolicyHost> | undefined)?.node;
      if (node === undefined) {
        throw new QueryError(
          `The load-balancing policy ${this.#policyName} gave something that is no host of this cluster`,
        );
      }
      if (this.#balancer.isWanted(node)) return node;
    }
  }
}

function nameOf(policy: LoadBalancingPolicy): string {
  return policy.constructor.name;
}
