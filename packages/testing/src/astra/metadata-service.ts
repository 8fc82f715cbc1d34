// The metadata service of Astra: tells clients with the certificate of a bundle where the proxy is, and which nodes are behind it.
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { TlsOptions } from 'node:tls';

/** An answer of the metadata service. */
export interface MetadataAnswer {
  readonly status?: number;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

export class MetadataService {
  readonly #answer: () => MetadataAnswer;
  #server: Server | undefined;
  /** The requests that were answered. */
  requests = 0;

  constructor(answer: () => MetadataAnswer) {
    this.#answer = answer;
  }

  get port(): number {
    return (this.#server?.address() as { port: number } | undefined)?.port ?? 0;
  }

  async start(tls: TlsOptions): Promise<void> {
    const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      this.requests++;
      const { status = 200, body = '' } = request.url === '/metadata' ? this.#answer() : { status: 404 };
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  /** Uses other certificates for new connections. */
  secure(tls: TlsOptions): void {
    this.#server?.setSecureContext(tls);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
