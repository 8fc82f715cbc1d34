// Records what this process really sends and receives for one statement, at its sockets: the server's own word, whatever the client makes of it.
import net from 'node:net';
import { Conversation } from './conversation.mjs';

export class WireTap {
  #executions = new Map();
  #connect;

  /** `query` is the text of a statement whose first value is an int. `wrong` is called with what the tap cannot follow. */
  constructor(query, wrong) {
    const ids = new Set();
    const onExecution = (value, record) => this.executionsOf(value).push(record);
    this.listener = { query, ids, onExecution };
    this.wrong = wrong;
  }

  /** Listens to every connection that is opened from now on. */
  begin() {
    const connect = (this.#connect = net.connect);
    net.connect = (options, ...rest) => {
      if (options?.onread === undefined) return connect(options, ...rest);
      const conversation = new Conversation(this.listener);
      const { buffer, callback } = options.onread;
      const onread = {
        buffer,
        callback: (length, bytes) => {
          this.#hear(() => conversation.hearAnswer(Buffer.from(bytes.subarray(0, length))));
          return callback(length, bytes);
        },
      };
      const socket = connect({ ...options, onread }, ...rest);
      const write = socket.write;
      socket.write = (bytes, ...others) => {
        this.#hear(() => conversation.hearRequest(Buffer.from(bytes)));
        return Reflect.apply(write, socket, [bytes, ...others]);
      };
      return socket;
    };
  }

  end() {
    net.connect = this.#connect;
  }

  /** The executions with this first value, in the order in which they were sent. */
  executionsOf(value) {
    if (!this.#executions.has(value)) this.#executions.set(value, []);
    return this.#executions.get(value);
  }

  #hear(listen) {
    try {
      listen();
    } catch (error) {
      this.wrong(`on the wire: ${error.stack}`);
    }
  }
}
