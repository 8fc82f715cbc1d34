// Pausing nodes. Not this service runs the nodes, but its parent process in the demo, which takes orders over the IPC channel.

/** The endpoint of a node identifies it: `127.0.0.1:9042`. */
export interface NodeControl {
  /** Pauses a node: it keeps its sockets open, but answers nothing. */
  pause(endpoint: string): Promise<void>;
  resume(endpoint: string): Promise<void>;
}

export type NodeAction = keyof NodeControl;

/** The order to the parent, and its answer. */
export interface NodeOrder {
  readonly id: number;
  readonly action: NodeAction;
  readonly endpoint: string;
}

export interface NodeOrderDone {
  readonly id: number;
  readonly error?: string;
}

/** Sends orders to the parent process. Rejects with the parent's reason when an order fails. */
export class ParentNodeControl implements NodeControl {
  readonly #send: (order: NodeOrder) => void;
  readonly #waiting = new Map<number, (done: NodeOrderDone) => void>();
  #count = 0;

  constructor(parent: NodeJS.Process) {
    this.#send = (order) => parent.send!(order);
    parent.on('message', (done: NodeOrderDone) => this.#waiting.get(done.id)?.(done));
  }

  pause(endpoint: string): Promise<void> {
    return this.#order('pause', endpoint);
  }

  resume(endpoint: string): Promise<void> {
    return this.#order('resume', endpoint);
  }

  #order(action: NodeAction, endpoint: string): Promise<void> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve();
        else reject(new Error(error));
      });
      this.#send({ id, action, endpoint });
    });
  }
}
