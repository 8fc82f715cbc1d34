import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesVariable, clusterOptionsFrom, environmentOf } from './environment';

describe('environment of a server', () => {
  const everything = {
    contactPoints: ['127.0.1.1', '127.0.1.2'],
    port: 20042,
    localDatacenter: 'datacenter1',
    authProvider: { username: 'cassandra', password: 'secret' },
    ssl: { ca: '-----BEGIN CA', cert: '-----BEGIN CERT', key: '-----BEGIN KEY' },
    requestTimeoutMs: 60_000,
  };

  it('carries all options to another process', () => {
    expect(clusterOptionsFrom(environmentOf(everything))).toEqual(everything);
  });

  it('carries the version of the protocol, with the leave that an older one needs', () => {
    const { contactPoints, port, localDatacenter } = everything;
    const server = { contactPoints, port, localDatacenter };
    const older = { ...server, protocolVersion: 4, allowProtocolV4: true };
    expect(environmentOf(older)).toMatchObject({ CASSANDRA_PROTOCOL_VERSION: '4' });
    expect(clusterOptionsFrom(environmentOf(older))).toEqual(older);
    const newer = { ...server, protocolVersion: 5 };
    expect(clusterOptionsFrom(environmentOf(newer))).toEqual(newer);
  });

  it('has no variable for what a server does not have', () => {
    const { contactPoints, port, localDatacenter } = everything;
    expect(environmentOf({ contactPoints, port, localDatacenter })).toEqual({
      CASSANDRA_CONTACT_POINTS: '127.0.1.1,127.0.1.2',
      CASSANDRA_PORT: '20042',
      CASSANDRA_LOCAL_DATACENTER: 'datacenter1',
    });
  });

  it.each([undefined, '', ' , '])('tells of none when the contact points are %j', (contactPoints) => {
    expect(clusterOptionsFrom({ CASSANDRA_CONTACT_POINTS: contactPoints })).toBeUndefined();
  });

  it('takes the usual port and no datacenter unless told', () => {
    expect(clusterOptionsFrom({ CASSANDRA_CONTACT_POINTS: 'a b' })).toEqual({
      contactPoints: ['a', 'b'],
      port: 9042,
      localDatacenter: undefined,
    });
  });

  it('leads to nodes that the others know under other addresses', () => {
    const inner = new Map([
      ['172.18.0.2:9042', '127.0.0.1:20001'],
      ['172.18.0.3:9042', '127.0.0.1:20002'],
    ]);
    const { addressTranslator } =
      clusterOptionsFrom({ CASSANDRA_CONTACT_POINTS: 'a', ...addressesVariable(inner) }) ?? {};
    expect(addressTranslator?.('172.18.0.3', 9042)).toEqual({ host: '127.0.0.1', port: 20002 });
    expect(addressTranslator?.('172.18.0.4', 9042)).toEqual({ host: '172.18.0.4', port: 9042 });
  });

  it('reads certificates from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'environment-spec-'));
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, '-----BEGIN CERTIFICATE from a file');
    expect(clusterOptionsFrom({ CASSANDRA_CONTACT_POINTS: 'a', CASSANDRA_TLS_CA: ca })?.ssl?.ca).toBe(
      '-----BEGIN CERTIFICATE from a file',
    );
    rmSync(folder, { recursive: true });
  });
});
