// TLS in front of the nodes of a stub: on the address of each node, at one port of its own for all of them.
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { CqlStub } from '@async-cassandra/testing';

interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

export class TlsFront implements AsyncDisposable {
  /** The name that the client of each connection asked for (SNI). */
  readonly serverNames: (string | false)[] = [];
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  /** Listens in front of every node that the stub has now. Node 0 chooses the port. */
  static async start(stub: CqlStub, certificate: ServerCertificate): Promise<TlsFront> {
    const front = new TlsFront();
    for (const node of stub.nodes) await front.#listen(node, certificate);
    return front;
  }

  get port(): number {
    return (this.#servers[0]!.address() as AddressInfo).port;
  }

  async #listen(node: { address: string; port: number }, certificate: ServerCertificate): Promise<void> {
    const server = createServer({ ...certificate }, (secure) => {
      this.serverNames.push(secure.servername ?? false);
      const plain = connect(node.port, node.address);
      this.#keep(secure);
      this.#keep(plain);
      secure.pipe(plain).pipe(secure);
    });
    server.on('tlsClientError', () => {});
    const port = this.#servers.length === 0 ? 0 : this.port;
    await once(server.listen(port, node.address), 'listening');
    this.#servers.push(server);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#sockets.delete(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#servers.map((server) => once(server.close(), 'close'));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }
}
