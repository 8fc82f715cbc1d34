import type { StartedTestContainer } from 'testcontainers';
import type { CassandraNode, NodeState } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import type { RuntimeClient } from './docker';

const gracefulStopSeconds = 30;
const logHeaderLength = 8;

export interface ContainerNodeOptions {
  readonly client: RuntimeClient;
  readonly container: StartedTestContainer;
  readonly host: string;
  readonly port: number;
  readonly datacenter: string;
  readonly rack: string;
  readonly network: string;
  /** Resolves when the running nodes have one another in their peers tables. */
  readonly settled: () => Promise<void>;
}

/** One node of a CassandraContainerFixture, in its container. */
export class ContainerNode implements CassandraNode {
  readonly #options: ContainerNodeOptions;
  #state: NodeState = 'running';

  constructor(options: ContainerNodeOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.host;
  }

  get port(): number {
    return this.#options.port;
  }

  get datacenter(): string {
    return this.#options.datacenter;
  }

  get rack(): string {
    return this.#options.rack;
  }

  get state(): NodeState {
    return this.#state;
  }

  /** The address of this node for the other nodes. */
  get innerAddress(): string {
    return this.#options.container.getIpAddress(this.#options.network);
  }

  async stop(): Promise<void> {
    if (this.#state === 'paused') await this.resume();
    await this.#docker.stop({ t: gracefulStopSeconds });
    this.#state = 'stopped';
  }

  async kill(): Promise<void> {
    if (this.#state === 'stopped') return;
    await this.#docker.kill();
    this.#state = 'stopped';
  }

  async pause(): Promise<void> {
    await this.#docker.pause();
    this.#state = 'paused';
  }

  async resume(): Promise<void> {
    await this.#docker.unpause();
    this.#state = 'running';
  }

  async start(): Promise<void> {
    if (this.#state !== 'stopped') {
      throw new FixtureError(fixtureErrorCode.stopped, `Cannot start node ${this.innerAddress}: it is ${this.#state}`);
    }
    await this.#docker.start();
    this.#state = 'running';
    await this.#options.settled();
  }

  async nodetool(...args: string[]): Promise<string> {
    const { output, stdout, exitCode } = await this.#options.container.exec(['nodetool', ...args]);
    if (exitCode === 0) return stdout;
    throw new Error(`nodetool failed: ${output.trim()}`);
  }

  async logs(): Promise<string> {
    return plainText(await this.#docker.logs({ stdout: true, stderr: true, follow: false }));
  }

  get #docker() {
    return this.#options.client.container.getById(this.#options.container.getId());
  }
}

/** Removes Docker's header in front of each piece: the stream, three zeros, and the length. */
function plainText(pieces: Buffer): string {
  const texts: string[] = [];
  for (let position = 0; position + logHeaderLength <= pieces.length;) {
    const end = position + logHeaderLength + pieces.readUInt32BE(position + 4);
    texts.push(pieces.toString('utf8', position + logHeaderLength, end));
    position = end;
  }
  return texts.join('');
}
