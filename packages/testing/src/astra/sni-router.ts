// Ends the TLS of clients, and forwards each connection to the node that its server name (SNI) stands for.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls';
import type { ProxyTarget } from '../chaos/proxy-target';

export class SniRouter {
  readonly #routes = new Map<string, ProxyTarget>();
  readonly #sockets = new Map<Socket, string>();
  #server: Server | undefined;
  #tls: TlsOptions;
  #port = 0;

  constructor(tls: TlsOptions) {
    this.#tls = tls;
  }

  get port(): number {
    return this.#port;
  }

  get names(): string[] {
    return [...this.#routes.keys()];
  }

  /** The open connections of clients. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  route(name: string, target: ProxyTarget): void {
    this.#routes.set(name, target);
  }

  /** Forgets a node, and breaks the connections to it. */
  unroute(name: string): void {
    this.#routes.delete(name);
    for (const [socket, to] of this.#sockets) if (to === name) socket.destroy();
  }

  /** Uses other certificates for new connections. Open ones stay. */
  secure(tls: TlsOptions): void {
    this.#tls = tls;
    this.#server?.setSecureContext(tls);
  }

  /** Listens, at the former port if there was one. */
  async start(): Promise<void> {
    const server = createServer({ ...this.#tls, requestCert: true, rejectUnauthorized: true }, (socket) =>
      this.#forward(socket),
    );
    server.on('tlsClientError', () => {});
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as { port: number }).port;
  }

  /** Breaks all connections, and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
    await closed;
  }

  #forward(client: TLSSocket): void {
    const name = (client as TLSSocket & { servername?: string | false }).servername || '';
    const target = this.#routes.get(name);
    client.on('error', () => client.destroy());
    if (target === undefined) {
      client.destroy();
      return;
    }
    const node = connect({ ...target, noDelay: true });
    this.#sockets.set(client, name);
    client.setNoDelay(true);
    client.on('close', () => {
      this.#sockets.delete(client);
      node.destroy();
    });
    node.on('error', () => client.destroy());
    node.on('close', () => client.destroy());
    client.pipe(node).pipe(client);
  }
}
