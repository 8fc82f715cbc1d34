import type { CqlStub } from '@async-cassandra/testing';
import { Client, policies, type EngineClientOptions } from '../src/index';

type CompatClient = InstanceType<typeof Client>;

/** Makes clients of a stub, and shuts them down. */
export class StubClients {
  readonly #clients: CompatClient[] = [];

  open(stub: CqlStub, options: Partial<EngineClientOptions> = {}): CompatClient {
    const reconnection = new policies.reconnection.ConstantReconnectionPolicy(20);
    const client = new Client({ ...stub.driverOptions(), policies: { reconnection }, ...options });
    this.#clients.push(client);
    return client;
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.shutdown()));
  }
}

export function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
