import { X509Certificate, createPrivateKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { asn1, pkcs12, pki } from 'node-forge';
import { makeCertificates, type TestCertificates } from './certificates';

function certificatesIn(store: Buffer, password: string): X509Certificate[] {
  const content = pkcs12.pkcs12FromAsn1(asn1.fromDer(store.toString('binary')), password);
  const bags = content.getBags({ bagType: pki.oids.certBag as string })[pki.oids.certBag as string] ?? [];
  return bags.map(({ cert }) => new X509Certificate(pki.certificateToPem(cert as pki.Certificate)));
}

describe('makeCertificates', () => {
  let made: TestCertificates;
  let ca: X509Certificate;
  let server: X509Certificate;

  beforeAll(async () => {
    made = await makeCertificates(['127.0.7.1', '127.0.7.2', 'docker.example']);
    ca = new X509Certificate(made.ca);
    server = certificatesIn(made.keystore, made.storePassword)[0] as X509Certificate;
  });

  it('makes an authority that may sign', () => {
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
  });

  it('signs the server and the client by it', () => {
    const client = new X509Certificate(made.client.cert);
    expect(server.checkIssued(ca) && server.verify(ca.publicKey)).toBe(true);
    expect(client.checkIssued(ca) && client.verify(ca.publicKey)).toBe(true);
    expect(client.checkPrivateKey(createPrivateKey(made.client.key))).toBe(true);
  });

  it('names each host and localhost in the server certificate, and nothing else', () => {
    expect(server.checkIP('127.0.7.1')).toBe('127.0.7.1');
    expect(server.checkIP('127.0.7.2')).toBe('127.0.7.2');
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkHost('docker.example')).toBe('docker.example');
    expect(server.checkHost('other.example')).toBeUndefined();
    expect(server.checkIP('127.0.7.3')).toBeUndefined();
  });

  it('is valid now, also for a clock that is behind', () => {
    expect(Date.parse(server.validFrom)).toBeLessThan(Date.now() - 60 * 60_000);
    expect(Date.parse(server.validTo)).toBeGreaterThan(Date.now() + 24 * 60 * 60_000);
  });

  it('gives stores that open with the password, and with no other', () => {
    const { keystore: pfx, storePassword: passphrase } = made;
    expect(() => createSecureContext({ pfx, passphrase })).not.toThrow();
    expect(() => createSecureContext({ pfx, passphrase: 'wrong' })).toThrow(/mac verify/);
  });

  it('gives the authority to the server, to check clients by', () => {
    expect(certificatesIn(made.truststore, made.storePassword)[0]?.fingerprint256).toBe(ca.fingerprint256);
  });
});
