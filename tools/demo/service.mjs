// The demo's service: apps/demo-api as a child process, which may request a pause of the nodes that run here.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { root } from '../run-command.mjs';
import { CommandFailed } from '../terminal.mjs';

const main = path.join(root, 'apps/demo-api/dist/main.js');
const defaultPort = 3000;
const stopMs = 15_000;

export class Service {
  #child;
  #output = '';
  #ended;

  /** Resolves when the service listens. `nodes` are the nodes that it may pause. */
  static async start({ cassandra, keyspace, port, nodes, signal }) {
    const service = new Service({
      ...process.env,
      ...cassandra.environment(),
      CASSANDRA_KEYSPACE: keyspace,
      PORT: String(port ?? (await defaultOrFreePort())),
      NODE_CONTROL: nodes.length > 1 ? 'parent' : 'none',
    });
    try {
      service.url = await service.#listening(signal);
      service.#takeOrders(nodes);
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  constructor(env) {
    this.#child = fork(main, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: ['--enable-source-maps'] });
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-20_000);
      });
    }
  }

  /** Rejects when the service ends unexpectedly. */
  async failed() {
    const [code, signal] = await this.#ended;
    throw new CommandFailed('the service', `ended with ${signal ?? code}`, this.#output);
  }

  /** Stops the service, which closes its streams and connections first. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopMs);
    await this.#ended;
    clearTimeout(timer);
  }

  async #listening(signal) {
    const [{ url }] = await Promise.race([once(this.#child, 'message', { signal }), this.failed()]);
    return url;
  }

  #takeOrders(nodes) {
    this.#child.on('message', async ({ id, action, endpoint }) => {
      const answer = await carryOut(nodes, action, endpoint).then(
        () => ({ id }),
        (error) => ({ id, error: error.message }),
      );
      if (this.#child.connected) this.#child.send(answer);
    });
  }
}

/** Executes one of the two known orders. Any other order is refused. */
async function carryOut(nodes, action, endpoint) {
  const node = nodes.find(({ address, port }) => `${address}:${port}` === endpoint);
  if (node === undefined) throw new Error(`the demo runs no node ${endpoint}`);
  if (action === 'pause' && node.state === 'running') await node.pause();
  else if (action === 'resume' && node.state === 'paused') await node.resume();
  else throw new Error(`a node that is ${node.state} cannot ${action}`);
}

const defaultOrFreePort = async () => ((await isFreePort(defaultPort)) ? defaultPort : 0);

/** Resolves with whether the service could listen on the port; 0 means any free port. */
export async function isFreePort(port) {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  try {
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
