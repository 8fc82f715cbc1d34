// Who can pause the nodes: not this service, but whoever runs them. The demo does, and takes orders over its child's IPC channel.

/** Nodes are named by their endpoint: `127.0.0.1:9042`. */
export interface NodeControl {
  /** The node keeps its sockets open and answers nothing any more. */
  pause(endpoint: string): Promise<void>;
  resume(endpoint: string): Promise<void>;
}

export type NodeAction = keyof NodeControl;

/** What is sent to the parent, and its answer. */
export interface NodeOrder {
  readonly id: number;
  readonly action: NodeAction;
  readonly endpoint: string;
}

export interface NodeOrderDone {
  readonly id: number;
  readonly error?: string;
}

/** The parent process as control. What cannot be done rejects with the parent's reason. */
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
