import { policies, type AddressTranslator } from '../driver/policies';
import { translateAddress } from './address-translation';

const reported = { address: '172.17.0.2', port: 9042 };

function driverTranslator(endpoint: string): AddressTranslator {
  return {
    translate: (_address: string, _port: number, callback: Function) => void setImmediate(() => callback(endpoint)),
  } as unknown as AddressTranslator;
}

describe('translateAddress', () => {
  it('gives the address itself without a translator', async () => {
    expect(await translateAddress(reported, undefined, 1000)).toBe(reported);
  });

  it('asks a function, which may answer later', async () => {
    const translated = await translateAddress(
      reported,
      (host, port) => Promise.resolve({ host: host === '172.17.0.2' ? '10.0.0.7' : 'x', port: port + 1 }),
      1000,
    );
    expect(translated).toEqual({ address: '10.0.0.7', port: 9043 });
  });

  it('resolves a name, and keeps it for the verification of certificates', async () => {
    expect(await translateAddress(reported, () => ({ host: 'localhost', port: 1 }), 5000)).toEqual({
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      port: 1,
      hostName: 'localhost',
    });
  });

  it.each([
    ['10.0.0.7:9043', { address: '10.0.0.7', port: 9043 }],
    ['fe80::1:9043', { address: 'fe80::1', port: 9043 }],
    ['[fe80::1]:9043', { address: 'fe80::1', port: 9043 }],
  ])("asks one of cassandra-driver's translators, which calls back with %s", async (endpoint, expected) => {
    expect(await translateAddress(reported, driverTranslator(endpoint), 1000)).toEqual(expected);
  });

  it("fits cassandra-driver's own translator", async () => {
    // The class is there, but not in the type declarations.
    const { AddressTranslator: Translator } = policies.addressResolution as unknown as {
      AddressTranslator: new () => AddressTranslator;
    };
    expect(await translateAddress(reported, new Translator(), 1000)).toEqual(reported);
  });

  it('rejects when the translator never answers', async () => {
    const silent = { translate() {} } as unknown as AddressTranslator;
    await expect(translateAddress(reported, silent, 1)).rejects.toThrow('172.17.0.2:9042, took longer than 1 ms');
  });

  it.each([
    ['undefined', () => undefined],
    ['no port', () => ({ host: '10.0.0.7' })],
    ['a port out of range', () => ({ host: '10.0.0.7', port: 70_000 })],
    ['an empty host', () => ({ host: '', port: 1 })],
  ])('rejects when the translator gives %s', async (_what, translator) => {
    await expect(translateAddress(reported, translator as never, 1000)).rejects.toThrow();
  });

  it('rejects with what the translator throws', async () => {
    const failing = (): never => {
      throw new Error('no tunnel');
    };
    await expect(translateAddress(reported, failing, 1000)).rejects.toThrow('no tunnel');
  });
});
