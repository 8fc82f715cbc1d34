import { inspect } from 'node:util';
import { rootCertificates } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { resolveOptions } from '../cluster/resolve-options';
import { keyspaces, type KeyspacesOptions } from './keyspaces';

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG';
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };
const region = 'eu-west-1';

describe('keyspaces()', () => {
  it('gives options that a cluster takes', () => {
    const { contactPoints, defaultProfile, profiles, ssl, ...others } = resolveOptions(
      keyspaces({ region, credentials }),
    );
    const host = 'cassandra.eu-west-1.amazonaws.com';
    expect(contactPoints).toEqual([{ host, port: 9142 }]);
    expect(ssl).toEqual({ servername: host });
    expect(others).toMatchObject({ localDatacenter: region, allowProtocolV4: true, protocolVersion: 4 });
    expect([defaultProfile.consistency, profiles.get('eventual')?.consistency]).toEqual([6, 10]);
  });

  it.each([
    ['us-east-1', {}, 'cassandra.us-east-1.amazonaws.com'],
    ['us-east-1', { fips: true }, 'cassandra-fips.us-east-1.amazonaws.com'],
    ['us-west-2', { fips: true }, 'cassandra-fips.us-west-2.amazonaws.com'],
    ['us-gov-east-1', {}, 'cassandra.us-gov-east-1.amazonaws.com'],
    ['us-gov-west-1', { fips: true }, 'cassandra.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', {}, 'cassandra.cn-north-1.amazonaws.com.cn'],
    ['cn-northwest-1', {}, 'cassandra.cn-northwest-1.amazonaws.com.cn'],
    ['eu-west-1', { endpoint: 'cassandra.eu-west-1.api.aws' }, 'cassandra.eu-west-1.api.aws'],
  ])('connects in %s with %j to %s', (where, options, host) => {
    const { contactPoints, ssl, localDatacenter } = keyspaces({ region: where, credentials, ...options });
    expect(contactPoints).toEqual([host]);
    expect(ssl).toMatchObject({ servername: host });
    expect(localDatacenter).toBe(where);
  });

  it('refuses FIPS in a region that has no endpoint for it', () => {
    expect(() => keyspaces({ region, credentials, fips: true })).toThrow(/no FIPS endpoint in this region: us-east-1/);
  });

  it.each(['', 'eu', 'EU-WEST-1', 'eu-west-1.evil.example', 'eu-west-1/x', 'eu west 1', 1, null])(
    'refuses the region %j',
    (where) => {
      expect(() => keyspaces({ region: where as string, credentials })).toThrow(
        /'region' must be the code of a region/,
      );
    },
  );

  it.each<[string, unknown]>([
    ['no secret', { accessKeyId: 'a' }],
    ['an empty secret', { accessKeyId: 'a', secretAccessKey: '' }],
    ['a secret with a line end', { accessKeyId: 'a', secretAccessKey: `${secretAccessKey}\n` }],
    ['a comma in the key', { accessKeyId: 'a,b', secretAccessKey }],
    ['a token that is no text', { ...credentials, sessionToken: 7 }],
    ['a time that is no date', { ...credentials, expiration: 'tomorrow' }],
    ['a time that is over', { ...credentials, expiration: new Date(0) }],
    ['a name alone', { username: 'a' }],
    ['nothing', {}],
    ['a text', secretAccessKey],
    ['null', null],
  ])('refuses credentials with %s, and shows nothing of them', (_what, given) => {
    const refused = (): unknown => keyspaces({ region, credentials: given as KeyspacesOptions['credentials'] });
    expect(refused).toThrow(ConfigurationError);
    expect(refused).toThrow(/^Option 'credentials' /);
    expect(refused).not.toThrow(/wJalr/);
  });

  it('needs both a region and credentials', () => {
    expect(() => keyspaces({ region } as KeyspacesOptions)).toThrow(/needs option 'credentials'/);
    expect(() => keyspaces({ credentials } as KeyspacesOptions)).toThrow(/needs option 'region'/);
    expect(() => keyspaces(undefined as never)).toThrow(ConfigurationError);
  });

  it.each(['https://host', 'host:9142', 'host/', '', '-host', 'a b'])('refuses the endpoint %j', (endpoint) => {
    expect(() => keyspaces({ region, credentials, endpoint })).toThrow(/'endpoint' must be a host name/);
  });

  it.each([['keyspaces.pem'], [Buffer.from('x')], [[]], [['-----BEGIN PRIVATE KEY-----']]])(
    'refuses %p as a certificate authority',
    (ca) => {
      expect(() => keyspaces({ region, credentials, ca })).toThrow(/'ca' must be certificates in PEM/);
    },
  );

  it.each([[credentials], [{ username: 'someone', password: secretAccessKey }], [() => credentials]])(
    'shows nothing of its credentials',
    (given) => {
      const options = keyspaces({ region, credentials: given });
      const shown = inspect(options, { depth: 9, showHidden: true }) + JSON.stringify(options);
      expect(shown).not.toContain(secretAccessKey);
    },
  );

  it('needs no root of its own: Node has those that AWS documents', () => {
    const names = rootCertificates.map((pem) => new X509Certificate(pem).subject.split('CN=')[1]);
    expect(names).toEqual(
      expect.arrayContaining([
        'Amazon Root CA 1',
        'Amazon Root CA 2',
        'Amazon Root CA 3',
        'Amazon Root CA 4',
        'Starfield Services Root Certificate Authority - G2',
      ]),
    );
  });
});
