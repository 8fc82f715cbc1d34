// What the Docker daemon says of the fixtures of a process.
import { createInterface } from 'node:readline';
import type { RuntimeClient } from '../src/docker/docker';
import { ownerLabel } from '../src/docker/fixture-objects';

const isOwnedBy = (pid: number | undefined, labels: Record<string, string> | undefined) =>
  labels?.[ownerLabel]?.endsWith(` ${pid}`) ?? false;

/** The containers and networks that fixtures of that process have created. */
export async function createdBy(client: RuntimeClient, pid: number | undefined): Promise<string[]> {
  const { dockerode } = client.container;
  const filters = { label: [ownerLabel] };
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return [...containers, ...networks].filter(({ Labels }) => isOwnedBy(pid, Labels)).map(({ Id }) => Id);
}

export interface DaemonEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Record<string, string> };
}

/** The events of the daemon that are about fixtures of this process, from the call on. */
export class FixtureEvents implements AsyncDisposable {
  readonly #client: RuntimeClient;
  readonly #stream: NodeJS.ReadableStream & { destroy(): void };

  private constructor(client: RuntimeClient, stream: NodeJS.ReadableStream) {
    this.#client = client;
    this.#stream = stream as NodeJS.ReadableStream & { destroy(): void };
  }

  static async follow(client: RuntimeClient): Promise<FixtureEvents> {
    return new FixtureEvents(client, await client.container.dockerode.getEvents());
  }

  /** Resolves with the `count`th event of that kind, such as `container start`. Asked once. */
  async next(kind: string, count = 1): Promise<DaemonEvent> {
    let seen = 0;
    for await (const line of createInterface({ input: this.#stream })) {
      const event = JSON.parse(line) as DaemonEvent;
      if (`${event.Type} ${event.Action}` === kind && (await this.#isOurs(event)) && ++seen === count) return event;
    }
    throw new Error(`The events of the daemon ended before ${kind}`);
  }

  async #isOurs({ Type, Actor }: DaemonEvent): Promise<boolean> {
    if (Type !== 'network') return isOwnedBy(process.pid, Actor.Attributes);
    // Events of networks have no labels.
    const network = await this.#client.container.dockerode
      .getNetwork(Actor.ID)
      .inspect()
      .catch(() => undefined);
    return isOwnedBy(process.pid, (network as { Labels?: Record<string, string> } | undefined)?.Labels);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy();
  }
}
