import { policies, type AddressTranslator } from '../driver/policies';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { checkedTranslation, fromDriverTranslator } from './address-translation';

describe('fromDriverTranslator', () => {
  it.each([
    ['192.168.0.1:9043', { host: '192.168.0.1', port: 9043 }],
    ['db.example:9042', { host: 'db.example', port: 9042 }],
    ['[::1]:9042', { host: '::1', port: 9042 }],
    ['fe80::1:9042', { host: 'fe80::1', port: 9042 }],
  ])('reads the answer %s', async (endpoint, expected) => {
    const translate = jest.fn((_address: string, _port: number, callback: Function) => callback(endpoint) as void);

    expect(await fromDriverTranslator({ translate })('10.0.0.1', 9042)).toEqual(expected);
    expect(translate).toHaveBeenCalledWith('10.0.0.1', 9042, expect.any(Function));
  });

  it('asks a translator of cassandra-driver', async () => {
    const translator = policies.defaultAddressTranslator();

    expect(await fromDriverTranslator(translator)('10.0.0.1', 9042)).toEqual({ host: '10.0.0.1', port: 9042 });
  });

  it.each(['10.0.0.1', '10.0.0.1:', ':9042', '10.0.0.1:0', '10.0.0.1:70000', undefined])(
    'refuses the answer %p',
    async (endpoint) => {
      const translator: AddressTranslator = { translate: (_address, _port, callback) => callback(endpoint) as void };

      await expect(fromDriverTranslator(translator)('10.0.0.9', 9042)).rejects.toThrow(ConfigurationError);
      await expect(fromDriverTranslator(translator)('10.0.0.9', 9042)).rejects.toThrow('10.0.0.9:9042');
    },
  );

  it('rejects with what the translator throws', async () => {
    const translator: AddressTranslator = {
      translate() {
        throw new Error('no names today');
      },
    };

    await expect(fromDriverTranslator(translator)('10.0.0.9', 9042)).rejects.toThrow('no names today');
  });
});

describe('checkedTranslation', () => {
  it('takes an answer now or later', async () => {
    const answer = { host: 'proxy', port: 1 };

    expect(await checkedTranslation(() => answer)('10.0.0.1', 9042)).toBe(answer);
    expect(await checkedTranslation(() => Promise.resolve(answer))('10.0.0.1', 9042)).toBe(answer);
  });

  it.each([undefined, null, {}, { host: 'a' }, { host: 'a', port: '9042' }, 'a:9042'])(
    'refuses the answer %p',
    async (answer) => {
      await expect(checkedTranslation(() => answer as never)('10.0.0.9', 9042)).rejects.toThrow(ConfigurationError);
    },
  );
});
