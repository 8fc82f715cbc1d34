import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { Terminal } from '../terminal/terminal';
import { connectionSettings, loadConfiguration } from './connection-settings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'async-cassandra-cli-'));
  await writeFile(path.join(folder, 'package.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true }));

function invocation(flags: object, environment: NodeJS.ProcessEnv = {}, below = '') {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const terminal = new Terminal(streams, environment);
  const { signal } = new AbortController();
  return { terminal, args: [], flags, environment, folder: path.join(folder, below), signal };
}

const settings = (...given: Parameters<typeof invocation>) => connectionSettings(invocation(...given));

const write = (file: string, text: string) => writeFile(path.join(folder, file), text);

describe('where the cluster is', () => {
  it('is what a flag says, else its variable, else the file of settings', async () => {
    const cluster = { contactPoints: ['a'], port: 1, localDatacenter: 'dc1', fetchSize: 7 };
    await write('async-cassandra.config.json', JSON.stringify({ cluster, keyspace: 'shop' }));
    const variables = { CASSANDRA_PORT: '2', CASSANDRA_LOCAL_DATACENTER: 'dc2', CASSANDRA_KEYSPACE: '' };
    const found = await settings({ localDatacenter: 'dc3' }, variables);
    expect(found.cluster).toMatchObject({ contactPoints: ['a'], port: 2, localDatacenter: 'dc3', fetchSize: 7 });
    expect(found.keyspace).toBe('shop');
    expect((await settings({ allowProtocolV4: true })).cluster).toMatchObject({ allowProtocolV4: true });
  });

  it('comes from a function that is called once, although the configuration is needed before', async () => {
    await write(
      'async-cassandra.config.cjs',
      `let port = 1; module.exports = { cluster: () => ({ port: port++, contactPoints: ['a'] }) };`,
    );
    const given = invocation({});
    const configuration = await loadConfiguration(given);
    expect(configuration.cluster).toMatchObject({ port: 1 });
    expect((await connectionSettings(given, configuration)).cluster).toMatchObject({ port: 1, contactPoints: ['a'] });
  });

  it.each([
    [
      'async-cassandra.config.ts',
      `const keyspace: string = 'shop'; export default { keyspace, cluster: async () => ({ port: 3 }) };`,
    ],
    ['async-cassandra.config.mjs', `export default { keyspace: 'shop', cluster: { port: 3 } };`],
    ['async-cassandra.config.cjs', `module.exports = { keyspace: 'shop', cluster: () => ({ port: 3 }) };`],
    ['async-cassandra.config.js', `exports.default = { keyspace: 'shop', cluster: { port: 3 } };`],
  ])('may be in %s, of this folder or of the project', async (file, text) => {
    await write(file, text);
    await mkdir(path.join(folder, 'src/deep'), { recursive: true });
    expect(await settings({}, {}, 'src/deep')).toMatchObject({ keyspace: 'shop', cluster: { port: 3 } });
  });

  it('refuses a setting that there is not, and a file that cannot be read, by its name', async () => {
    await write('async-cassandra.config.json', '{ "keyspaces": "shop" }');
    await expect(settings({})).rejects.toThrow(/async-cassandra\.config\.json: there is no setting 'keyspaces'/);
    await expect(settings({ config: 'other.json' })).rejects.toThrow(/other\.json cannot be read: ENOENT/);
    await write('broken.json', '{');
    await expect(settings({ config: 'broken.json' })).rejects.toThrow(/broken\.json cannot be read/);
    await expect(settings({}, { CASSANDRA_PORT: 'x' })).rejects.toThrow(
      "CASSANDRA_PORT must be a whole number from 1 to 65535, not 'x'",
    );
  });
});

describe('logging in', () => {
  const authProvider = { username: 'ada', password: 'configured' };

  it('takes the password from a file, else the variable, else the settings', async () => {
    await write('secret', 'of the file\nnothing\n');
    await write('async-cassandra.config.json', JSON.stringify({ cluster: { authProvider } }));
    const login = async (flags: object, variables = {}) => (await settings(flags, variables)).cluster.authProvider;
    const variables = { CASSANDRA_PASSWORD: 'of the variable' };
    expect(await login({ passwordFile: 'secret' }, variables)).toEqual({ username: 'ada', password: 'of the file' });
    expect(await login({}, variables)).toEqual({ username: 'ada', password: 'of the variable' });
    expect(await login({})).toEqual(authProvider);
    // The password of one user is not used for another.
    await expect(login({ username: 'bob' })).rejects.toThrow(/no password for bob/);
  });

  it('wants a name with a password', async () => {
    await expect(settings({ passwordFile: 'secret' })).rejects.toThrow(/nobody to log in as/);
  });
});

describe('TLS', () => {
  it('reads certificates from files, or from the variables themselves', async () => {
    await write('ca.pem', 'a certificate');
    const { cluster } = await settings({ tlsCa: 'ca.pem', tlsServerName: 'node' });
    expect(cluster.ssl).toEqual({ ca: 'a certificate', servername: 'node' });
    const text = '-----BEGIN CERTIFICATE-----';
    expect((await settings({}, { CASSANDRA_TLS_CA: text })).cluster.ssl).toEqual({ ca: text });
    expect((await settings({}, { CASSANDRA_TLS: '1' })).cluster.ssl).toEqual({});
    expect((await settings({}, { CASSANDRA_TLS: 'false' })).cluster.ssl).toBe(false);
  });

  it('wants a certificate and its key together', async () => {
    await expect(settings({ tlsCert: 'x' })).rejects.toThrow(/--tls-cert and --tls-key/);
  });
});
