// What is wrong with a bundle is one clear error each. The bundles come from the stand-in for Astra.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AstraStandIn } from '@async-cassandra/testing';
import { readBundle, type BundleSource } from '../../src/astra/secure-connect-bundle';
import { readZip } from '../../src/astra/zip-entries';
import { ConfigurationError } from '../../src/index';

let standIn: AstraStandIn;
let folder: string;
let files: Record<string, string>;
let whole: Buffer;

beforeAll(async () => {
  standIn = await AstraStandIn.start({ nodes: {}, localDatacenter: 'dc1' });
  files = standIn.bundleFiles;
  whole = standIn.bundle;
  folder = await mkdtemp(path.join(tmpdir(), 'async-cassandra-bundle-'));
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const zip = (changes: Record<string, string | Buffer | undefined>): Buffer => {
  const changed = Object.entries({ ...files, ...changes }).filter(([, content]) => content !== undefined);
  return AstraStandIn.zip(Object.fromEntries(changed) as Record<string, string>);
};

async function refusalOf(source: BundleSource): Promise<string> {
  const error: unknown = await readBundle(source).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ConfigurationError);
  const { message } = error as Error;
  expect(message).not.toContain('PRIVATE KEY');
  return message;
}

describe('a secure connect bundle', () => {
  it('is read from a file, from bytes, and from base64', async () => {
    const file = path.join(folder, 'secure-connect-shop.zip');
    await writeFile(file, whole);
    for (const source of [file, whole, whole.toString('base64')]) {
      const { host, port, key } = await readBundle(source);
      expect([host, typeof port, key.toString()]).toEqual(['127.0.0.1', 'number', files['key']]);
    }
  });

  it('may have other files, and a comment behind it', async () => {
    const other = zip({ 'identity.jks': Buffer.alloc(2000, 7), cqlshrc: '', 'folder/': '' });
    other.writeUInt16LE(5, other.length - 2);
    await expect(readBundle(Buffer.concat([other, Buffer.from('hello')]))).resolves.toMatchObject({
      host: '127.0.0.1',
    });
  });

  // Origin: the module zipfile of Python 3.
  it.each([
    [
      'stored',
      '{"port":1}',
      '504b03041400000000000000215ca5f61c110a0000000a0000000b000000636f6e6669672e6a736f6e7b22706f7274223a317d504b010214031400000000000000215ca5f61c110a0000000a0000000b0000000000000000000000800100000000636f6e6669672e6a736f6e504b0506000000000100010039000000330000000000',
    ],
    [
      'deflated',
      '{"port":1}{"port":1}{"port":1}',
      '504b03041400000008000000215c5ffb15d60f0000001e0000000b000000636f6e6669672e6a736f6eab562ac82f2a51b232acadc6c20200504b010214031400000008000000215c5ffb15d60f0000001e0000000b0000000000000000000000800100000000636f6e6669672e6a736f6e504b0506000000000100010039000000380000000000',
    ],
  ])('may be %s by another program', (_how, content, archive) => {
    expect(readZip(Buffer.from(archive, 'hex')).get('config.json')?.toString()).toBe(content);
  });

  it.each([0, 1, 21, 22, 100])('is refused when only its first %d bytes are there', async (length) => {
    expect(await refusalOf(whole.subarray(0, length))).toMatch(/cannot be read: it is no zip archive/);
  });

  it('is refused at whatever byte it is cut', async () => {
    for (let length = 0; length < whole.length; length += 37) await refusalOf(whole.subarray(0, length));
  });

  it('is refused when its front is missing', async () => {
    expect(await refusalOf(whole.subarray(500))).toMatch(/broken|missing|not where/);
  });

  it('is either refused or as it was when a byte is another one', async () => {
    const before = await readBundle(whole);
    for (let at = 0; at < whole.length; at += 61) {
      const other = Buffer.from(whole);
      other[at] = other[at]! ^ 0x55;
      const read: unknown = await readBundle(other).catch((error: unknown) => error);
      if (!(read instanceof ConfigurationError)) expect(read).toEqual(before);
    }
  });

  it.each(['../config.json', 'a/../../b', '..\\b', '/etc/passwd', 'C:\\b', '..', 'a\0b'])(
    'is refused with the name %j',
    async (name) => {
      expect(await refusalOf(zip({ [name]: 'x' }))).toMatch(/^The bundle cannot be read: the name '.+' leads out/);
    },
  );

  it.each([
    ['bytes', (): BundleSource => Buffer.alloc(1024 * 1024 + 1)],
    ['base64', (): BundleSource => `UEsDB${'A'.repeat(2_000_000)}`],
    ['a device without an end', (): BundleSource => '/dev/zero'],
  ])('is refused when it is huge: %s', async (_what, source) => {
    expect(await refusalOf(source())).toMatch(/^The bundle is too large: \d+ bytes, where 1048576 are allowed/);
  });

  it('is refused when it is a file that is huge, without reading it', async () => {
    const file = path.join(folder, 'huge.zip');
    await writeFile(file, Buffer.alloc(1024 * 1024 + 1));
    expect(await refusalOf(file)).toMatch(/^The bundle is too large: 1048577 bytes/);
  });

  it('is refused when an entry is huge once it is unpacked', async () => {
    expect(await refusalOf(zip({ bomb: Buffer.alloc(50_000_000) }))).toMatch(/'bomb' has 50000000 bytes, more than/);
  });

  it('is refused when an entry is larger than the directory says', async () => {
    const bomb = zip({ 'config.json': Buffer.alloc(100_000) });
    const declared = bomb.lastIndexOf(Buffer.from('config.json')) - 46 + 24;
    bomb.writeUInt32LE(10, declared);
    expect(await refusalOf(bomb)).toMatch(/'config.json' cannot be unpacked/);
  });

  it('is refused with too many entries', async () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`file${i}`, 'x']));
    expect(await refusalOf(zip(many))).toMatch(/it has 74 entries, more than 64/);
  });

  it.each(['config.json', 'ca.crt', 'cert', 'key'])('is refused without %s', async (name) => {
    expect(await refusalOf(zip({ [name]: undefined }))).toMatch(
      `no secure connect bundle that this client knows: it has no ${name}`,
    );
  });

  it.each([
    ['{', /config.json of the bundle is broken/],
    ['[]', /no host and port/],
    ['{"host":"localhost"}', /no host and port/],
    ['{"host":"a b","port":1}', /no host and port/],
    ['{"host":"a","port":70000}', /no host and port/],
    ['{"host":"a","port":1,"version":2}', /has version 2, and this client knows version 1 only: update this client/],
  ])('is refused with the config.json %s', async (config, message) => {
    expect(await refusalOf(zip({ 'config.json': config }))).toMatch(message);
  });

  it('is refused when its key belongs to another certificate', async () => {
    await using other = await AstraStandIn.start({ nodes: {}, localDatacenter: 'dc1' });
    expect(await refusalOf(zip({ key: other.bundleFiles['key'] }))).toMatch(
      /certificate and the key of the bundle do not fit/,
    );
    expect(await refusalOf(zip({ cert: 'x' }))).toMatch(/do not fit, or are broken/);
  });

  it.each(['no-such-file.zip', tmpdir(), 'AstraCS:abc:def'])(
    'says that %s is no file that can be read',
    async (source) => {
      const message = await refusalOf(source);
      expect(message).toMatch(
        /must be the path of a secure connect bundle, its bytes, or its bytes in base64.*: E\w+$/,
      );
      expect(message).not.toContain('AstraCS');
    },
  );
});
