import { murmur3Token } from './murmur3';

const decimal = (key: Buffer, start?: number, end?: number): string => {
  const { high, low } = murmur3Token(key, start, end);
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
};

// Origin: `SELECT token(k)` of a blob key, Apache Cassandra 5.0.8.
const tokens: [hex: string, token: string][] = [
  ['00', '5048724184180415669'],
  ['ff', '-4442228696663692417'],
  ['80808080', '6896267178455106169'],
  ['0001020304050607', '5163343703268274120'],
  ['f0f1f2f3f4f5f6f7f8', '-6602143071428848777'],
  ['000102030405060708090a0b0c0d0e0f', '4920504430128807728'],
  ['ff00102030405060708090a0b0c0d0e0f101', '-1475227101635397673'],
  ['61737a6d20626c6f6220e282ac20', '-8687279782901180754'],
  ['9c'.repeat(33), '-5137391834305727047'],
];

describe('murmur3Token', () => {
  it.each(tokens)('hashes %s as the server does', (hex, token) => {
    expect(decimal(Buffer.from(hex, 'hex'))).toBe(token);
  });

  it('hashes a part of a buffer', () => {
    expect(decimal(Buffer.from('aa0001020304050607bb', 'hex'), 1, 9)).toBe('5163343703268274120');
  });

  it('has the lower half unsigned', () => {
    expect(murmur3Token(Buffer.from('ff', 'hex')).low).toBeGreaterThanOrEqual(0);
  });
});
