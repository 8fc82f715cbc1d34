import { generateKeyPair, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type * as Forge from 'node-forge';
import type { pki } from 'node-forge';

const load = createRequire(__filename);
/** Loads node-forge when the first certificate is made: it has 42 modules, and Jest loads modules for each test file. */
const forge = (): typeof Forge => load('node-forge') as typeof Forge;

const dayMs = 24 * 60 * 60_000;
const keyBits = 2048;

/** The certificates of a test cluster with TLS. Created for one run: no other client trusts or gets them. */
export interface TestCertificates {
  /** The authority that signed the other certificates: clients must trust it. */
  readonly ca: string;
  /** A client's own certificate and key, for servers that require one. */
  readonly client: { readonly cert: string; readonly key: string };
  /** PKCS12: the server's key with its certificate, valid for the given hosts and for `localhost`. */
  readonly keystore: Buffer;
  /** PKCS12: the authority, with which the server checks clients. */
  readonly truststore: Buffer;
  /** The password of both stores. */
  readonly storePassword: string;
}

interface Identity {
  readonly certificate: pki.Certificate;
  readonly privateKey: pki.rsa.PrivateKey;
}

export async function makeCertificates(hosts: readonly string[]): Promise<TestCertificates> {
  const [caKeys, serverKeys, clientKeys] = await Promise.all([makeKeys(), makeKeys(), makeKeys()]);
  const ca = issue('async-cassandra test authority', caKeys, undefined, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const server = issue('async-cassandra test server', serverKeys, ca, [
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [dnsName('localhost'), ...hosts.map((host) => (isIP(host) ? ipAddress(host) : dnsName(host)))],
    },
  ]);
  const client = issue('async-cassandra test client', clientKeys, ca, [{ name: 'extKeyUsage', clientAuth: true }]);
  const storePassword = randomBytes(12).toString('hex');
  return {
    ca: forge().pki.certificateToPem(ca.certificate),
    client: {
      cert: forge().pki.certificateToPem(client.certificate),
      key: forge().pki.privateKeyToPem(client.privateKey),
    },
    keystore: store(server, [server.certificate, ca.certificate], storePassword),
    // Java trusts the certificate of a key entry, but not a bare certificate from a PKCS12 store that Java did not write.
    truststore: store(ca, [ca.certificate], storePassword),
    storePassword,
  };
}

async function makeKeys(): Promise<pki.rsa.KeyPair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });
  const key = forge().pki.privateKeyFromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  return { privateKey: key, publicKey: forge().pki.setRsaPublicKey(key.n, key.e) };
}

function issue(
  commonName: string,
  keys: pki.rsa.KeyPair,
  issuer: Identity | undefined,
  extensions: object[],
): Identity {
  const certificate = forge().pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  // Valid for clocks that are behind ours, too.
  certificate.validity.notBefore = new Date(Date.now() - dayMs);
  certificate.validity.notAfter = new Date(Date.now() + 30 * dayMs);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  certificate.setIssuer(issuer ? issuer.certificate.subject.attributes : certificate.subject.attributes);
  certificate.setExtensions(extensions);
  certificate.sign(issuer?.privateKey ?? keys.privateKey, forge().md.sha256.create());
  return { certificate, privateKey: keys.privateKey };
}

function store({ privateKey }: Identity, chain: pki.Certificate[], password: string): Buffer {
  const { asn1, pkcs12 } = forge();
  const content = pkcs12.toPkcs12Asn1(privateKey, chain, password, { algorithm: 'aes256' });
  return Buffer.from(asn1.toDer(content).getBytes(), 'binary');
}

// The numbers are the choices of GeneralName (RFC 5280, section 4.2.1.6).
const dnsName = (value: string) => ({ type: 2, value });
const ipAddress = (ip: string) => ({ type: 7, ip });
