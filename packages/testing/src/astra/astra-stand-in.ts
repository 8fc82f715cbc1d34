import type { TlsOptions } from 'node:tls';
import { parseTarget } from '../chaos/proxy-target';
import { refuseUnknown } from '../known-options';
import { makeCertificates, type TestCertificates } from '../tls/certificates';
import { MetadataService, type MetadataAnswer } from './metadata-service';
import { SniRouter } from './sni-router';
import { zipOf } from './zip';

/** The options of `AstraStandIn.start`. */
export interface AstraStandInOptions {
  /** The nodes behind the proxy: `host:port` by host id, as in `system.local`. */
  readonly nodes: Readonly<Record<string, string>>;
  /** The datacenter that the metadata service names. */
  readonly localDatacenter: string;
}

/** An address: a name may have several, and Node gives each of them little time, which a busy machine exceeds. */
const host = '127.0.0.1';
const cqlPort = 9042;

/**
 * Plays Astra in front of nodes, real nodes or a CQL stub: a proxy with one port that routes TLS connections by server name (the host
 * id of a node), a metadata service, both for clients with the certificate of a secure connect bundle only. Built from public documentation.
 *
 * @example
 * const nodes = { [hostId]: `127.0.0.1:${cassandra.port}` };
 * await using standIn = await AstraStandIn.start({ nodes, localDatacenter: cassandra.localDatacenter });
 * const cluster = new AsyncCluster(await astra({ bundle: standIn.bundle, token }));
 */
export class AstraStandIn implements AsyncDisposable {
  readonly #localDatacenter: string;
  readonly #router: SniRouter;
  readonly #metadata = new MetadataService(() => this.#scripted ?? { body: this.metadata });
  #certificates: TestCertificates;
  #scripted: MetadataAnswer | undefined;

  private constructor({ nodes, localDatacenter }: AstraStandInOptions, certificates: TestCertificates) {
    this.#localDatacenter = localDatacenter;
    this.#certificates = certificates;
    this.#router = new SniRouter(serverTls(certificates));
    for (const [hostId, address] of Object.entries(nodes)) this.addNode(hostId, address);
  }

  /** Starts the proxy and the metadata service in this process. */
  static async start(options: AstraStandInOptions): Promise<AstraStandIn> {
    refuseUnknown('AstraStandIn.start', options);
    const standIn = new AstraStandIn(options, await makeCertificates([host]));
    await standIn.#router.start();
    await standIn.#metadata.start(serverTls(standIn.#certificates));
    return standIn;
  }

  /** The secure connect bundle that fits now: a zip archive with `config.json`, `ca.crt`, `cert` and `key`. */
  get bundle(): Buffer {
    return zipOf(this.bundleFiles);
  }

  /** The files of the bundle by name, to build a wrong one of them with `zip`. */
  get bundleFiles(): Record<string, string> {
    const { ca, client } = this.#certificates;
    const config = { host, port: this.#metadata.port, cql_port: this.#router.port, localDC: this.#localDatacenter };
    return { 'ca.crt': ca, cert: client.cert, key: client.key, 'config.json': JSON.stringify(config) };
  }

  /** Returns a zip archive with these files. */
  static zip(files: Readonly<Record<string, string | Buffer>>): Buffer {
    return zipOf(files);
  }

  /** The answer of the metadata service while nothing else is scripted. */
  get metadata(): Record<string, unknown> {
    return {
      version: 1,
      region: 'stand-in',
      contact_info: {
        type: 'sni_proxy',
        local_dc: this.#localDatacenter,
        contact_points: this.#router.names,
        sni_proxy_address: `${host}:${this.#router.port}`,
      },
    };
  }

  /** The requests that the metadata service has answered. */
  get metadataRequests(): number {
    return this.#metadata.requests;
  }

  /** The port of the proxy. */
  get port(): number {
    return this.#router.port;
  }

  /** The open connections of clients to nodes. */
  get openConnections(): number {
    return this.#router.openConnections;
  }

  /** Lets the metadata service answer otherwise; `undefined`: as before. */
  answerMetadata(answer: MetadataAnswer | undefined): void {
    this.#scripted = answer;
  }

  /** Routes to one more node, or to another address of a node. */
  addNode(hostId: string, address: string): void {
    this.#router.route(hostId, parseTarget(address, cqlPort));
  }

  /** Breaks the connections to a node, and refuses new ones. */
  removeNode(hostId: string): void {
    this.#router.unroute(hostId);
  }

  /** Stops the proxy: breaks all connections, refuses new ones. */
  stopProxy(): Promise<void> {
    return this.#router.stop();
  }

  /** Starts the proxy again, at the same port. */
  startProxy(): Promise<void> {
    return this.#router.start();
  }

  /** Replaces the authority and all certificates, in the bundle too. Open connections stay; new ones need the new bundle. */
  async rotateCertificates(): Promise<void> {
    this.#certificates = await makeCertificates([host]);
    const tls = serverTls(this.#certificates);
    this.#router.secure(tls);
    this.#metadata.secure(tls);
  }

  /** Stops both. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([this.#router.stop(), this.#metadata.stop()]);
  }

  /** Calls `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const serverTls = ({ keystore, storePassword, ca }: TestCertificates): TlsOptions => ({
  pfx: keystore,
  passphrase: storePassword,
  ca,
});
