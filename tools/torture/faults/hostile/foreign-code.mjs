// Policies, listeners and collectors that fail: at every fifth call, so that the calls between two failures are tested too.
import { AsyncRetryPolicy, MetricsCollector, MetricsMiddleware, policies } from '@async-cassandra/core';

/** Thrown by a callback of the application, which survives it. */
export class ApplicationError extends Error {}
/** Thrown or rejected by code that the client calls: it belongs to one request, or to none. */
export class ForeignError extends Error {}

export const profileName = 'hostile';
const events = ['nodeUp', 'nodeDown', 'nodeAdded', 'nodeRemoved', 'schemaChanged', 'warning'];

export class ForeignCode {
  /** The failures, and how often. */
  failed = {};
  #calls = {};

  /** The options of a cluster with this code. Only requests with the profile use the policies. */
  options() {
    const { loadBalancingPolicy, retryPolicy, speculativeExecutionPolicy } = this.#policies();
    return {
      metrics: new MetricsMiddleware(this.#collectors()),
      executionProfiles: {
        [profileName]: { requestTimeoutMs: 5000, loadBalancingPolicy, retryPolicy, speculativeExecutionPolicy },
      },
    };
  }

  listenTo(cluster) {
    for (const event of events) cluster.on(event, () => this.#fail(`a listener of ${event}`));
  }

  #fail(what) {
    this.failed[what] = (this.failed[what] ?? 0) + 1;
    throw new ForeignError(`${what} fails`);
  }

  /** Wraps `call` so that every fifth call fails. */
  #sometimes(what, call) {
    return (...args) => {
      this.#calls[what] = (this.#calls[what] ?? 0) + 1;
      if (this.#calls[what] % 5 === 0) this.#fail(what);
      return call(...args);
    };
  }

  #policies() {
    const override = (policy, ...methods) => {
      for (const name of methods) policy[name] = this.#sometimes(name, policy[name].bind(policy));
      return policy;
    };
    const balancing = override(new policies.loadBalancing.RoundRobinPolicy(), 'newQueryPlan');
    const planned = balancing.newQueryPlan;
    balancing.newQueryPlan = (keyspace, options, callback) =>
      planned(keyspace, options, (error, hosts) =>
        callback(error, { next: this.#sometimes('next of a query plan', () => hosts.next()) }),
      );
    const speculating = override(
      new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(20, 1),
      'newPlan',
    );
    const retries = ['onReadTimeout', 'onWriteTimeout', 'onUnavailable', 'onRequestError'];
    return {
      loadBalancingPolicy: balancing,
      retryPolicy: override(new AsyncRetryPolicy(), ...retries),
      speculativeExecutionPolicy: speculating,
    };
  }

  #collectors() {
    const throwing = new MetricsCollector();
    const rejecting = new MetricsCollector();
    for (const name of ['recordQuery', 'recordConnectionHealth', 'watchSession', 'forgetSession']) {
      throwing[name] = () => this.#fail(`${name} of a collector`);
      rejecting[name] = async () => this.#fail(`${name} of an asynchronous collector`);
    }
    return [throwing, rejecting];
  }
}
