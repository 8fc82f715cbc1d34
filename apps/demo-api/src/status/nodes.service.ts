import { AsyncCluster } from '@async-cassandra/core';
import { ConflictException, Inject, Injectable, NotFoundException, Optional } from '@nestjs/common';
import type { NodeControl } from './node-control';

export const nodeControlToken = Symbol('NodeControl');

export interface NodeStatus {
  readonly endpoint: string;
  readonly datacenter: string;
  readonly releaseVersion: string;
  /** The client's view: up while a connection to the node is open. */
  readonly isUp: boolean;
  /** Whether this service has paused the node. */
  readonly isPaused: boolean;
  readonly openConnections: number;
  readonly inFlight: number;
  /** The answers since the start of the service. */
  readonly responses: number;
}

@Injectable()
export class NodesService {
  readonly #paused = new Set<string>();

  constructor(
    private readonly cluster: AsyncCluster,
    @Optional() @Inject(nodeControlToken) private readonly control?: NodeControl,
  ) {}

  /** Whether nodes can be paused: the demo runs them, and other nodes remain. */
  get canPause(): boolean {
    return this.control !== undefined && this.cluster.nodes.length > 1;
  }

  list(): NodeStatus[] {
    const nodes = this.cluster.nodes.map((node) => ({
      endpoint: node.endpoint,
      datacenter: node.datacenter,
      releaseVersion: node.releaseVersion,
      isUp: node.isUp,
      isPaused: this.#paused.has(node.endpoint),
      openConnections: node.openConnections,
      inFlight: node.inFlight,
      responses: node.totals.responses,
    }));
    return nodes.sort((one, other) => one.endpoint.localeCompare(other.endpoint, 'en', { numeric: true }));
  }

  async pause(endpoint: string): Promise<void> {
    const control = this.#controlOf(endpoint);
    if (this.#paused.size > 0 && !this.#paused.has(endpoint)) {
      throw new ConflictException('Another node is paused: two of three would be too few for a quorum');
    }
    this.#paused.add(endpoint);
    try {
      await control.pause(endpoint);
    } catch (error) {
      this.#paused.delete(endpoint);
      throw error;
    }
  }

  async resume(endpoint: string): Promise<void> {
    await this.#controlOf(endpoint).resume(endpoint);
    this.#paused.delete(endpoint);
  }

  #controlOf(endpoint: string): NodeControl {
    if (!this.cluster.nodes.some((node) => node.endpoint === endpoint)) {
      throw new NotFoundException(`There is no node ${JSON.stringify(endpoint)}`);
    }
    if (this.control === undefined || !this.canPause) {
      throw new ConflictException('Only a demo with several nodes of its own can pause a node');
    }
    return this.control;
  }
}
